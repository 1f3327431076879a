"""The engine: numbered streams, the hub, presence and the ways in. Knows nothing of assemblies."""
