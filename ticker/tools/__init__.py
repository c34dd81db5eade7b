"""Programs beside the service: they measure it, try to break it and look for what is wrong with a deployment."""
