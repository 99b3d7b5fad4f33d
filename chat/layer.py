"""The channel layer: Valkey's pub/sub, with one round trip for all the frames that wait.

The library publishes one frame a round trip. A busy loop takes several turns for each, so frames
fell seconds behind the words that were stored at the same time (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer


class BatchingPubSubLayer(RedisPubSubChannelLayer):
    """The library's layer, and `group_send_many` beside `group_send`.

    It reaches for private names of the library, which is why that is pinned exactly; the test with
    a real Valkey shows when they change.
    """

    async def group_send_many(self, batch: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """Sends each (group, message) in order. Raises what `group_send` raises."""
        layer = self._get_layer()
        by_shard: dict[Any, list[tuple[str, bytes]]] = {}
        for group, message in batch:
            channel = layer._get_group_channel_name(group)
            frames = by_shard.setdefault(layer._get_shard(channel), [])
            frames.append((channel, self.serialize(message)))
        for shard, frames in by_shard.items():
            await _publish(shard, frames)


async def _publish(shard: Any, frames: Sequence[tuple[str, bytes]]) -> None:
    async with shard._lock:
        shard._ensure_redis()
        async with shard._redis.pipeline(transaction=False) as pipeline:
            for channel, frame in frames:
                pipeline.publish(channel, frame)
            await pipeline.execute()
