"""What the operators of FEEL mean, value by value (DMN 1.5 §10.3.2)."""
