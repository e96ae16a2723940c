"""The released STRIDE checkpoints: Qwen3-VL with three extra tokens."""
