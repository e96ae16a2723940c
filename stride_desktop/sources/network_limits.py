"""Limits of connections to network cameras, and of what FFmpeg may read from them."""

from __future__ import annotations

from stride_desktop.sources.pixels import MAX_PIXELS

CONNECT_SECONDS = 3.0
SILENCE_SECONDS = 4.0
"""Without a byte for so long a connection ends, so a camera has to send a picture at least that often."""

START_SECONDS = 15.0
"""Longest wait for the first picture: some cameras send complete pictures, or write segments, this rarely."""

OPTIONS = {
    "max_pixels": str(MAX_PIXELS),
    "format_whitelist": "mpjpeg,mjpeg,mov,mp4,matroska,webm,mpegts,flv,h264,hevc,rtsp,sdp,hls,aac",
    "analyzeduration": "1000000",
    "fpsprobesize": "0",
}
"""Options for opening any stream."""
