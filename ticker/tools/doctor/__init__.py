"""What can be wrong with a deployment: each check asks one thing, and says what to change. Changes nothing itself."""
