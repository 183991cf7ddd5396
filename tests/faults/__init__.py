"""Bad days: servers that refuse, hang or run full, forms that are hostile, an environment that contradicts itself."""
