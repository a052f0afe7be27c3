"""What is proposed of an action, from what was concluded."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics.evaluation import (
    Appraisal,
    ChangeWord,
    DisplacementVerdict,
    DisplacementWord,
    ProofLevel,
    Reason,
    Setting,
    Step,
    StepReason,
    Study,
    Verdict,
    appraise,
    is_at_its_peak,
    methods,
    next_step,
)
from analytics.text import verdicts

NONE_SEEN, UNSURE = DisplacementWord.NONE_SEEN, DisplacementWord.INSUFFICIENT_DATA


def concluded(word, *, proof=ProofLevel.COMPARED, moved=None):
    around = None if moved is None else DisplacementVerdict(word=moved, proof_level=proof)
    verdict = Verdict(word=word, proof_level=proof, before=40, after=20)
    return Appraisal("zone_changes", None, (), verdict, Setting(24, 0, 12, 12, 6, 8, 1), around)


@pytest.mark.parametrize(
    ("appraisal", "options", "step", "reason"),
    [
        (concluded(ChangeWord.CLEAR_FALL), {}, Step.CONTINUE, StepReason.AROUND_UNSEEN),
        (concluded(ChangeWord.CLEAR_FALL, moved=NONE_SEEN), {}, Step.EXTEND, StepReason.PROVEN),
        (concluded(ChangeWord.CLEAR_FALL, moved=DisplacementWord.DIFFUSED), {}, Step.EXTEND, StepReason.PROVEN),
        (concluded(ChangeWord.CLEAR_FALL, moved=UNSURE), {}, Step.CONTINUE, StepReason.AROUND_UNSURE),
        (concluded(ChangeWord.CLEAR_FALL, moved=DisplacementWord.PARTIAL), {}, Step.CONTINUE, StepReason.FOLLOW_AROUND),
        (concluded(ChangeWord.CLEAR_FALL, moved=DisplacementWord.ABOVE_GAIN), {}, Step.ADJUST, StepReason.MOVED),
        (
            concluded(ChangeWord.CLEAR_FALL, proof=ProofLevel.BEFORE_AFTER, moved=NONE_SEEN),
            {},
            Step.CONTINUE,
            StepReason.LIKELY,
        ),
        (concluded(ChangeWord.PROBABLE_FALL, moved=NONE_SEEN), {}, Step.CONTINUE, StepReason.LIKELY),
        (concluded(ChangeWord.CLEAR_FALL), {"rises": True}, Step.ADJUST, StepReason.WRONG_WAY),
        (concluded(ChangeWord.CLEAR_RISE, moved=NONE_SEEN), {"rises": True}, Step.EXTEND, StepReason.PROVEN),
        (concluded(ChangeWord.CLEAR_RISE), {}, Step.ADJUST, StepReason.WRONG_WAY),
        (concluded(ChangeWord.STABLE), {}, Step.STOP, StepReason.EXCLUDED),
        (concluded(ChangeWord.STABLE), {"running": False}, Step.ADJUST, StepReason.EXCLUDED),
    ],
)
def test_step_follows_the_verdict(study, appraisal, options, step, reason):
    drawn = study(1, rises=options.pop("rises", False))
    proposed = next_step(drawn, appraisal, **options)
    assert (proposed.step, proposed.reason) == (step, reason)
    assert proposed.until is None
    assert verdicts.next_step(proposed).endswith(".")


def test_nothing_is_waited_for_when_checks_contradict_the_estimate(study):
    verdict = Verdict(
        word=ChangeWord.INSUFFICIENT_DATA,
        proof_level=ProofLevel.NONE,
        before=4,
        after=2,
        reasons=(Reason.CONTRADICTED,),
    )
    appraisal = Appraisal("zone_changes", None, (), verdict, Setting(24, 0, 12, 12, 6, 8, 1))
    assert next_step(study(1), appraisal).reason is StepReason.CONTRADICTED


def test_month_is_told_when_waiting_is_enough(study):
    long = study(4, level=60, n_after=48)
    early = Study(long.months.iloc[: 36 + 6], long.treated, long.compared, long.start)
    (first,) = appraise([early])
    assert first.verdict.word == ChangeWord.BOUNDED
    proposed = next_step(early, first)
    assert proposed.step is Step.WAIT
    months = (proposed.until.year - early.start.year) * 12 + proposed.until.month - early.start.month
    assert 6 < months <= 48
    assert str(proposed.until.year) in verdicts.next_step(proposed)
    (then,) = appraise([Study(long.months.iloc[: 36 + months], long.treated, long.compared, long.start)])
    assert then.effect.detectable <= 0.22


@pytest.mark.parametrize(("n_before", "reason"), [(11, StepReason.NEVER_BEFORE), (12, StepReason.SEEN_LATER)])
def test_waiting_is_not_proposed_when_months_before_are_what_lacks(study, n_before, reason):
    drawn = study(3, level=200, n_before=n_before, n_after=3)
    (ours,) = appraise([drawn])
    assert next_step(drawn, ours).reason is reason


@pytest.mark.parametrize("n_compared", [0, 8])
def test_less_is_detectable_when_more_months_are_awaited(study, n_compared):
    drawn = study(4, n_compared=n_compared, n_around=0)
    (ours,) = appraise([drawn])
    foreseen = [methods()[ours.method].foreseen(drawn, months) for months in (6, 12, 36, 60)]
    assert foreseen == sorted(foreseen, reverse=True)
    # What is foreseen of the months that are known is what is then told.
    assert foreseen[2] == pytest.approx(ours.effect.detectable, abs=0.05)


def test_another_measure_is_asked_for_when_waiting_would_never_be_enough(study):
    rare = study(1, level=0.5)
    (ours,) = appraise([rare])
    proposed = next_step(rare, ours)
    assert proposed.step is Step.ADJUST
    assert "cinq ans après" in verdicts.next_step(proposed)


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


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 30), st.integers(0, 9), st.integers(0, 3),
    st.sampled_from([0.0, 0.05, 1.0, 20.0]), st.integers(0, 12), st.booleans(), st.sampled_from([0.01, 0.2, 0.95]),
)  # fmt: skip
def test_every_study_has_a_word_a_proposal_and_its_sentences(
    seed, n_before, n_after, n_compared, n_around, level, left_out, rises, threshold
):
    months = pd.date_range("2020-01-01", periods=n_before + n_after, freq="MS")
    zones = [f"z{i}" for i in range(1 + n_compared + n_around)]
    counts = np.random.default_rng(seed).poisson(level, (len(months), len(zones)))
    drawn = Study(
        pd.DataFrame(counts, months, zones), ("z0",), tuple(zones[1 : 1 + n_compared]), months[n_before],
        tuple(zones[1 + n_compared :]), left_out=min(left_out, n_before - 1), rises=rises, threshold=threshold,
    )  # fmt: skip
    is_at_its_peak(drawn)
    (ours,) = appraise([drawn])
    proposed = next_step(drawn, ours)
    said = [verdicts.sentence(ours), verdicts.next_step(proposed), verdicts.detectable(ours), *verdicts.limits(ours)]
    said += [verdicts.check(check) for check in ours.checks]
    said += [verdicts.displacement(ours.displacement)] if ours.displacement else []
    assert not any("nan" in sentence or "None" in sentence for sentence in said)
    if ours.effect is not None:
        assert np.isfinite([ours.effect.estimate, ours.effect.low, ours.effect.high, ours.effect.difference]).all()
        assert ours.effect.low <= ours.effect.estimate <= ours.effect.high
    if proposed.step is Step.EXTEND:
        net = ours.displacement.net.difference_interval()
        assert net.low > 0 if rises else net.high < 0
    assert (proposed.step is Step.WAIT) == (proposed.until is not None)
