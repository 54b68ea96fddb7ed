"""Questions: YAML files read into plain values, with every fault told at once."""
