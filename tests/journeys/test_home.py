"""Home and Following of one reader while somebody she follows posts: the switch, the pill, why, and less of it."""

from pathlib import Path

from tests.installation import Installation, eventually
from tests.journeys.conftest import Album
from tests.journeys.profiles import DESKTOP, browser
from tests.journeys.test_people import published
from tests.journeys.visitor import Visitor


async def test_home_is_one_tap_from_following_and_says_why(
    live: Installation, photo: Path, flower: Path, album: Album
) -> None:
    kai, lene = await live.person("kai"), await live.person("lene")
    await lene.follow("kai")
    first = await published(kai, photo, "The pavilion at noon")
    async with browser(DESKTOP) as desk:
        reader = await Visitor.arrive(desk, live, "lene", first="home")
        await reader.sees(f"photo-{first}")
        await album.take(reader, "lene's home")
        await reader.press("feed-following")
        await reader.sees_chosen("feed-following")
        await reader.sees(f"photo-{first}")
        await album.take(reader, "lene follows")
        await reader.come_back("/")
        await reader.sees_chosen("feed-following")
        await reader.sees(f"photo-{first}")

        await reader.page.keyboard.press("f")
        await reader.sees_chosen("feed-home")
        await reader.sees(f"photo-{first}")
        second = await published(kai, flower, "And what grew there")
        await reader.sees("new-posts")
        assert not await reader.has(f"photo-{second}")
        await album.take(reader, "something new has come")
        await reader.press("new-posts")
        await reader.sees(f"photo-{second}")

        await reader.press(f"more-{second}")
        await reader.press("menu-why")
        await reader.sees("why-reasons")
        await reader.hears("Ranked by")
        await album.take(reader, "why it is there")
        await reader.press("why-less")
        await reader.misses(f"photo-{second}")
        await album.take(reader, "less of it")
        await reader.press("refresh")
        await reader.sees(f"photo-{first}")
        assert not await reader.has(f"photo-{second}")

        async def told() -> bool:
            rows = await live.sql("SELECT 1 FROM impressions WHERE user_id = $1 LIMIT 1", lene.user_id)
            return bool(rows)

        await eventually(told, "what lene has seen is known")
    await kai.close()
    await lene.close()
