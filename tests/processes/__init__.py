"""The production set-up as real processes: what compose.yaml and the Dockerfile say, run here and walked over HTTP."""
