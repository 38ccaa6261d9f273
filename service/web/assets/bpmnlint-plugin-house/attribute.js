/**
 * Read an attribute of a foreign namespace by its local name, whatever prefix the file binds to it.
 * No moddle extension is loaded, so such attributes stay as they stand in the XML.
 */
module.exports = function attribute(node, localName) {
  const attributes = node.$attrs ?? {};
  const name = Object.keys(attributes).find((key) => key.split(':')[1] === localName);
  return name ? attributes[name] : undefined;
};
