"""Faults that cost the link: meanwhile all values of the router are unavailable."""

from typing import Final

from simulator import Fault

from .acts import (
    clear,
    drop,
    fault,
    own_serial,
    renew_certificate,
    serial,
    start,
    start_without,
    stop,
    watch_over_tls,
)
from .row import HOUR, TRY_PACE, FaultRow

LOST: Final = "link lost: "
# Text that tries to forge lines in the log, and to fill it.
FORGED: Final = "bye\r\nERROR: all is lost\n" * 2000

LINK_FAULTS: Final = (
    FaultRow(
        key="unreachable",
        world="The router is off, or a cable is cut: connections are refused or the name is gone.",
        seen="*Reachable* is off, *API connection* says *No connection*; all else is unavailable.",
        begin=stop,
        end=start,
        states=("unreachable",),
        says=(LOST,),
        seen_within=5,
        back_within=65,
    ),
    FaultRow(
        key="silent",
        world="The router is overloaded, or a firewall drops the packets: nothing is answered.",
        seen=(
            "*Reachable* is off after two deadlines, *API connection* says *No answer in time*; "
            "all else is unavailable."
        ),
        begin=fault(Fault.SILENT),
        end=clear,
        states=("unreachable", "timed_out"),
        says=(LOST,),
        seen_within=40,
        back_within=75,
        logins=150,
        lasts=HOUR,
        pace=TRY_PACE,
    ),
    FaultRow(
        key="away_at_start",
        world="The router is away when Home Assistant starts.",
        seen=(
            "*Reachable* is off and *API connection* says why; all else waits, unavailable, with "
            "its history. Views and fleet are there."
        ),
        begin=start_without,
        end=start,
        states=("unreachable",),
        says=("no link: ",),
        seen_within=5,
        back_within=65,
    ),
    FaultRow(
        key="refused_login",
        world="The user or the password was changed on the router.",
        seen=(
            "*API connection* says *Login refused*; after three refusals within three minutes or "
            "more, Home Assistant asks for the login, "
            "until it is given."
        ),
        begin=fault(Fault.WRONG_PASSWORD, boot=True),
        end=clear,
        states=("unreachable", "authentication"),
        says=(LOST, "no link: "),
        repair="config_entry_reauth",
        repair_stays=True,
        seen_within=5,
        back_within=310,
        logins=14,
        lasts=HOUR,
        pace=TRY_PACE,
    ),
    FaultRow(
        key="other_router",
        world="Another router is behind the address.",
        seen=(
            "A repair names both, *API connection* says *Different router*; nothing of it is read."
        ),
        begin=serial("SWAPPED"),
        end=own_serial,
        states=("unreachable", "other_router"),
        says=(LOST, "no link: another router answers: "),
        repair="other_router",
        seen_within=5,
        back_within=310,
        logins=14,
        lasts=HOUR,
        pace=TRY_PACE,
    ),
    FaultRow(
        key="unidentified",
        world="The router does not say the id it is known by, such as its serial number.",
        seen="*API connection* says *Router not identified*; nothing of it is read.",
        begin=fault(
            Fault.REFUSE, command="/system/routerboard/print", message="failure: busy", boot=True
        ),
        end=clear,
        states=("unreachable", "unidentified"),
        says=(LOST, "no link: home-rb5009 does not say its id"),
        seen_within=5,
        back_within=310,
        logins=14,
        lasts=HOUR,
        pace=TRY_PACE,
    ),
    FaultRow(
        key="certificate",
        world="The router shows another certificate than the confirmed one.",
        seen=(
            "A repair shows the new fingerprint, *API connection* says *Certificate changed*; no "
            "password is sent. It is back when the new one is confirmed."
        ),
        begin=renew_certificate,
        end=watch_over_tls,
        prepare=watch_over_tls,
        states=("unreachable", "fingerprint"),
        says=(LOST, "no link: the router shows another certificate: "),
        over=(),
        repair="certificate",
        seen_within=5,
        back_within=5,
    ),
    FaultRow(
        key="short_drop",
        world="The connections are cut for half a second; the router lives on.",
        seen="All is unavailable until the next try, a second later; then all is there, rates too.",
        begin=drop,
        passes=True,
        is_unknown=True,
        states=("unreachable",),
        says=(LOST,),
        seen_within=1,
        back_within=5,
        step=0.5,
        logins=2,
    ),
    FaultRow(
        key="cut_answer",
        world="The connection ends in the middle of an answer.",
        seen=(
            "All is unavailable until the next try, a second later; of the half answer nothing is "
            "shown."
        ),
        begin=fault(Fault.DROP_MID_WORD, command="/system/resource/print", times=1),
        passes=True,
        states=("unreachable",),
        says=(LOST,),
        seen_within=5,
        back_within=10,
        logins=2,
    ),
    FaultRow(
        key="forged_words",
        world="The router ends the connection with words that look like lines of the log.",
        seen=(
            "All is unavailable until the next try, a second later; the words are one line of the "
            "log, cut to a length that can be read."
        ),
        begin=fault(Fault.FATAL, command="/system/resource/print", message=FORGED, times=1),
        passes=True,
        states=("unreachable",),
        says=(LOST,),
        seen_within=5,
        back_within=10,
        logins=2,
    ),
    FaultRow(
        key="endless_sentence",
        world="A single row of an answer does not end.",
        seen=(
            "It is ended at 1 MiB, and the connection with it: *API connection* says *Not "
            "RouterOS's API* until the next try, a second later."
        ),
        begin=fault(Fault.ENDLESS_SENTENCE, command="/system/health/print", times=1),
        passes=True,
        states=("protocol",),
        says=("link lost: a sentence of more than 1048576 bytes",),
        seen_within=65,
        back_within=10,
        logins=2,
    ),
)
