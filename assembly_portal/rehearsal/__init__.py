"""The rehearsal: demonstration people who come over the real websocket and talk, so that a room is alive."""
