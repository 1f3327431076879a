"""The two closed tables of the portal, put together from what each app declares in its ``frames.py``."""

from breakouts import frames as breakouts_frames
from events import frames as events_frames
from networking import frames as networking_frames
from notices import frames as notices_frames
from realtime import frames as realtime_frames
from realtime.registry import FrameKind, StreamKind, Tables

STREAMS: tuple[StreamKind, ...] = (
    *realtime_frames.STREAMS,
    *notices_frames.STREAMS,
    *breakouts_frames.STREAMS,
    *networking_frames.STREAMS,
)
FRAMES: tuple[FrameKind, ...] = (
    *realtime_frames.FRAMES,
    *notices_frames.FRAMES,
    *events_frames.FRAMES,
    *breakouts_frames.FRAMES,
    *networking_frames.FRAMES,
)

TABLES = Tables(STREAMS, FRAMES)
