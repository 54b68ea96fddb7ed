"""Sweeps past one machine, through joblib on a Dask cluster: parts go out, results come back and are kept.

    parts -> (cluster) worker -> ledger -> sweep

A part is one verifier at some seeds. Each is run on its worker by the same isolated runner as at home.
"""
