"""The models on this computer: seeing, downloading, choosing and removing them."""
