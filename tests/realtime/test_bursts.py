"""What people on two web processes do at once is one sum on both."""

from tests.realtime.conftest import in_database
from tests.realtime.harness import connected


async def test_people_on_two_processes_see_one_sum(webs, day):
    joss, amara = await in_database(lambda: day.people("Dr Joss", "Dr Amara"))
    await in_database(lambda: webs.start(2))
    room, name = day.room.stream, f"{day.room.stream}.react"
    async with connected(webs.ports[0], joss) as one, connected(webs.ports[1], amara) as other:
        for client in (one, other):
            await client.request("sub", room)
            await client.request("sub", name)
        for client, kind in ((one, "clap"), (other, "clap"), (other, "heart")):
            assert (await client.request("react", name, kind=kind))["t"] == "ok"

        for client in (one, other):
            await client.hear(
                lambda frame: frame["t"] == "react.sum" and frame["d"]["counts"] == {"clap": 2, "heart": 1}
            )
        assert (await one.request("react", name, kind="boo"))["d"]["code"] == "malformed"
    assert "Joss" not in str([frame for frame in one.heard if frame["t"] == "react.sum"])
