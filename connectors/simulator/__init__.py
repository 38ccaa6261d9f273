"""Neighbouring systems that exist only here: a real HTTP server that answers as told and remembers."""

from connectors.simulator.script import Fault, Script
from connectors.simulator.server import Simulator
from connectors.simulator.store import Store

__all__ = ["Fault", "Script", "Simulator", "Store"]
