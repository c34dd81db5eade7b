"""The plan: drawn from the seed alone, each fault in its turn, nobody beyond the deployment."""

import json
import subprocess
import sys
from itertools import islice, product
from typing import Final

import pytest
from typer.testing import CliRunner

from tests.pages import rows
from ticker.cli import app
from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.stress.faults import NATURES, Deployment, Fault, FaultTarget, Need
from ticker.tools.stress.inject import POSSIBLE
from ticker.tools.stress.plan import Behaviour, Scenario, Wishes, described, scenarios

SEED: Final = 7


def planned(count: int = 60, seed: int = SEED, **wishes: object) -> list[Scenario]:
    return list(islice(scenarios(seed, Wishes(**wishes)), count))  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_plan_in_another_process() -> None:
    here = [described(scenario) for scenario in planned(5)]
    command = [sys.executable, "-m", "ticker", "stress", "--seed", str(SEED), "--scenarios", "5", "--plan", "--json"]
    shown = subprocess.run(command, capture_output=True, check=True).stdout
    assert json.loads(shown) == {"seed": SEED, "scenarios": here}


def test_another_seed_gives_another_plan() -> None:
    assert planned(3) != planned(3, seed=SEED + 1)


def test_each_fault_leads_once_before_any_leads_again() -> None:
    once = planned(len(Fault))
    assert {planned_fault.fault for scenario in once for planned_fault in scenario.planned_faults} == set(Fault)
    assert [scenario.number for scenario in once] == list(range(len(Fault)))


def test_only_what_was_asked_for_strikes() -> None:
    wanted = (Fault.KILL_STORE, Fault.FILL_DISK)
    assert {
        planned_fault.fault for scenario in planned(20, faults=wanted) for planned_fault in scenario.planned_faults
    } == set(wanted)


def test_whoever_is_planned_for_is_there() -> None:
    for scenario in planned(readers=30, processes=4, filers=3):
        servers = 1 if scenario.deployment is Deployment.EMBEDDED else 4
        assert len(scenario.parts) == 30
        assert len(scenario.filers) == 3
        assert all(part.server < servers for part in scenario.parts)
        assert len({part.name for part in scenario.parts}) == 30
        for planned_fault in scenario.planned_faults:
            nature = NATURES[planned_fault.fault]
            is_beside = scenario.deployment is Deployment.REPLICATED and nature.beside_failover
            assert nature.deployment is scenario.deployment or is_beside
            assert 0 <= planned_fault.at_s <= scenario.seconds
            assert nature.lasts_s[0] <= planned_fault.lasts_s <= nature.lasts_s[1]
            assert 0 <= planned_fault.target < (servers if nature.target is FaultTarget.SERVER else 1)
            assert (planned_fault.by_s != 0) == (nature.needs is Need.FAKETIME)


def test_there_is_one_failover_in_a_scenario_and_only_what_is_done_to_servers_strikes_beside_it() -> None:
    wanted = (Fault.KILL_PRIMARY, Fault.FREEZE_PRIMARY, Fault.FREEZE_SERVER, Fault.FREEZE_STORE)
    failovers = [one for one in planned(40, faults=wanted) if one.deployment is Deployment.REPLICATED]
    struck = [sorted(planned_fault.fault for planned_fault in scenario.planned_faults) for scenario in failovers]
    assert {len([fault for fault in faults if fault.endswith("-primary")]) for faults in struck} == {1}
    assert {fault for faults in struck for fault in faults} == set(wanted) - {Fault.FREEZE_STORE}
    assert {len(one.planned_faults) for one in planned(10, faults=(Fault.KILL_PRIMARY,))} == {1}


def test_people_of_every_temper_and_both_transports_come() -> None:
    parts = [part for scenario in planned(10) for part in scenario.parts]
    assert {(part.behaviour, part.transport) for part in parts} == set(product(Behaviour, WireFormat))


def test_every_fault_has_its_nature_and_can_be_carried_out() -> None:
    assert set(NATURES) == set(Fault) == POSSIBLE


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--faults", "kill-everything"), "there is no 'kill-everything'"),
        (("--faults", ","), "--list"),
        (("--store", "/nowhere"), "/nowhere"),
        (("--readers", "-1"), "--readers"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...], words: str) -> None:
    result = CliRunner().invoke(app, ["stress", *arguments], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert result.exit_code == 2
    assert words in result.stderr


def test_the_faults_are_listed() -> None:
    shown = CliRunner().invoke(app, ["stress", "--list"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert shown.exit_code == 0
    assert all(fault in shown.stdout for fault in Fault)
    listed = json.loads(CliRunner().invoke(app, ["stress", "--list", "--json"]).stdout)
    assert [row["fault"] for row in listed] == list(NATURES)


def test_a_plan_is_told_to_people_too() -> None:
    shown = CliRunner().invoke(app, ["stress", "--seed", "7", "--scenarios", "3", "--plan"])
    assert shown.stdout.count("scenario ") == 3
    assert planned(1)[0].planned_faults[0].fault in shown.stdout


def test_the_faults_are_documented() -> None:
    documented = {}
    for fault, does, _, cuts_off, may_lose, needs in rows("docs/stress.md", "Faults"):
        documented[fault.strip("`")] = (does, cuts_off == "yes", may_lose == "yes", needs.replace("–", ""))
    assert documented == {
        fault.value: (nature.does, nature.cuts_off, nature.may_lose, nature.needs.value)
        for fault, nature in NATURES.items()
    }
