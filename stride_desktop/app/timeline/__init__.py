"""The timeline: the decisions of the activation model about every second, and how it reached them."""
