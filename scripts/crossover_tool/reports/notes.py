"""What a reader must know beside a cell's table."""

from crossover_tool.analysis.cell import CellResult


def notes(result: CellResult) -> list[str]:
    """A sentence each: who is absent and why, and whether the peer decided."""
    sentences = [f"{a.contender.name} {a.status}: {a.reason}" for a in result.absent]
    if result.peer_bound:
        shares = ", ".join(f"{m.contender.name} {m.peer_share:.0%}" for m in result.peer_bound)
        sentences.append(
            f"peer-bound: the peer was busy for much of the makespan ({shares}); contenders look more alike than they are"
        )
    return sentences
