"""The two closed tables of the portal, put together from what each app declares in its ``frames.py``."""

from realtime import frames as realtime_frames
from realtime.registry import Tables

_DECLARED = (realtime_frames,)

TABLES = Tables(
    streams=[kind for module in _DECLARED for kind in module.STREAMS],
    frames=[kind for module in _DECLARED for kind in module.FRAMES],
)
