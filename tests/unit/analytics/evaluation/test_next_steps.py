"""What is proposed of an action, from what was concluded."""

import pytest

from analytics.statistics.evaluation import (
    Appraisal,
    ChangeWord,
    DisplacementVerdict,
    DisplacementWord,
    ProofLevel,
    Setting,
    Step,
    Study,
    Verdict,
    appraise,
    next_step,
)
from analytics.text import verdicts


def concluded(word, *, proof=ProofLevel.COMPARED, moved=None):
    around = None if moved is None else DisplacementVerdict(word=moved, proof_level=proof)
    verdict = Verdict(word=word, proof_level=proof, before=40, after=20)
    return Appraisal("difference_in_differences", None, (), verdict, Setting(24, 12, 12, 6, 8, 1), around)


@pytest.mark.parametrize(
    ("appraisal", "options", "step"),
    [
        (concluded(ChangeWord.CLEAR_FALL), {}, Step.EXTEND),
        (concluded(ChangeWord.CLEAR_FALL, moved=DisplacementWord.NONE_SEEN), {}, Step.EXTEND),
        (concluded(ChangeWord.CLEAR_FALL, moved=DisplacementWord.PARTIAL), {}, Step.CONTINUE),
        (concluded(ChangeWord.CLEAR_FALL, moved=DisplacementWord.ABOVE_GAIN), {}, Step.ADJUST),
        (concluded(ChangeWord.CLEAR_FALL, proof=ProofLevel.BEFORE_AFTER), {}, Step.CONTINUE),
        (concluded(ChangeWord.PROBABLE_FALL), {}, Step.CONTINUE),
        (concluded(ChangeWord.CLEAR_FALL), {"down": False}, Step.ADJUST),
        (concluded(ChangeWord.CLEAR_RISE), {"down": False}, Step.EXTEND),
        (concluded(ChangeWord.CLEAR_RISE), {}, Step.ADJUST),
        (concluded(ChangeWord.STABLE), {}, Step.STOP),
        (concluded(ChangeWord.STABLE), {"running": False}, Step.ADJUST),
        (concluded(ChangeWord.CHANCE), {}, Step.ADJUST),
    ],
)
def test_step_follows_the_verdict(study, appraisal, options, step):
    proposed = next_step(study(1), appraisal, **options)
    assert proposed.step is step
    assert proposed.until is None
    assert verdicts.next_step(proposed).endswith(".")


def test_month_is_told_when_waiting_is_enough(study):
    long = study(1, level=40, n_after=48)
    early = Study(long.months.iloc[: 36 + 6], long.treated, long.compared, long.start)
    (first,) = appraise([early])
    assert first.verdict.word == ChangeWord.INSUFFICIENT_DATA
    proposed = next_step(early, first)
    assert proposed.step is Step.WAIT
    months = (proposed.until.year - early.start.year) * 12 + proposed.until.month - early.start.month
    assert 6 < months <= 48
    assert str(proposed.until.year) in verdicts.next_step(proposed)
    (then,) = appraise([Study(long.months.iloc[: 36 + months + 2], long.treated, long.compared, long.start)])
    assert then.effect.detectable <= 0.24


def test_another_measure_is_asked_for_when_waiting_would_never_be_enough(study):
    rare = study(1, level=0.5)
    (ours,) = appraise([rare])
    proposed = next_step(rare, ours)
    assert proposed.step is Step.ADJUST
    assert "trop rares" in verdicts.next_step(proposed)


def test_waiting_is_not_proposed_when_nothing_was_ever_recorded(study):
    drawn = study(1)
    silent = Study(drawn.months.assign(z0=0), drawn.treated, drawn.compared, drawn.start)
    (ours,) = appraise([silent])
    assert next_step(silent, ours).step is Step.ADJUST


def test_other_action_weakens_the_verdict_when_it_bears_on_the_same_facts(study):
    drawn = study(5, ratio=0.5, level=40)
    (alone,) = appraise([drawn])
    (together,) = appraise(
        [Study(drawn.months, drawn.treated, drawn.compared, drawn.start, simultaneous=("Éclairage du parc",))]
    )
    assert alone.verdict.word == ChangeWord.CLEAR_FALL
    assert together.verdict.word == ChangeWord.PROBABLE_FALL
    assert any("ne se séparent pas" in limit for limit in verdicts.limits(together))
