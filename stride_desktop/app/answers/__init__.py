"""The answers to triggers and questions: queue, worker, cards, closing remarks, outages."""
