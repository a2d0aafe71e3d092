"""What there is: people as columns, the world as tables, and taste, the one set of behavioural parameters.

Axes are written as in docs/odd.md: i person, c cell, g group, l place, k authority, q party, m issue,
j lever. A trailing axis of K + 1 or Q + 1 has a last column for nobody: `none`, `abstain`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Flags = NDArray[np.uint8]

IDEAL_STEP = 0.01  # an ideal point is kept as a whole number of hundredths
BELOW = 128  # ideal points are counted from so many steps below 0 to one less above
NERVE_STEP = 0.0005  # a threshold is kept as a whole number of these
ARMS_STEP = 1.0 / 65536.0


class People(NamedTuple):
    """One row a person, and the counts of what they chose; only the day writes here, never an event."""

    cell: NDArray[np.int32]  # [i] the cell (shop, company, commune, street) of a person
    ideal: NDArray[np.int8]  # x [i, m] ideal point, in steps of IDEAL_STEP
    threshold: NDArray[np.int16]  # theta [i] what it takes to rise, in steps of NERVE_STEP
    armed_rank: NDArray[np.uint16]  # [i] armed when below the share of the group that has arms
    spokesman: NDArray[np.int32]  # [i] whose decision to rise the person takes: the own row, unless bound
    authority: NDArray[np.int16]  # [i] whom the person recognises; K means none
    accepts: Flags  # [i] puts up with whoever governs; 0 where nobody does
    party: NDArray[np.int16]  # [i] whom the person would vote for; Q means abstain
    active: Flags  # [i] mobilised today

    start: Rows  # [c+1] the first person of each cell, and the number of all at the end
    size: Floats  # [c] people of a cell at the start
    heads: Floats  # [g, l] people of a group in a place at the start
    turned: Floats  # [c, K+1] heads of a cell by the authority that they recognise
    accepting: Floats  # [c, K+1] those of them who put up with whoever governs
    voting: Floats  # [c, Q+1] heads by the party that they would vote for
    voting_against: Floats  # [c, Q+1] those of them who do not put up with who governs
    risen: Floats  # [c, 1] heads that are mobilised
    around: Floats  # n [c, K+1] yesterday's allegiance in a cell and its contacts
    around_party: Floats  # n [c, Q+1] the same for the vote
    around_active: Floats  # [c] the same for mobilisation
    room: Floats  # [c, K] log of the part that each authority has in the following of all like it
    stirred: Floats  # [c] the most that may drive anyone of a cell into the street today, anger apart
    allegiance: Floats  # [g, l, K+1] share of a group in a place that recognises each authority
    acceptance: Floats  # [g, l, K+1] share that turns to each authority and puts up with whoever governs
    vote: Floats  # [g, l, Q+1] share that would vote for each party
    refusing: Floats  # [g, l, Q+1] share that would vote for each party and does not put up with who governs
    active_share: Floats  # [g, l] share that is mobilised
    present: Floats  # [g, l] people still there, as a share of those at the start


class World(NamedTuple):
    """Everything that people decide about: given by the scenario, moved by events, authorities and orders."""

    # groups
    mean_ideal: Floats  # mu [g, m]
    ideal_below: (
        Floats  # [g, l, m, b] share of the group's people whose ideal point lies at or below the b-th step
    )
    ideal_sum: Floats  # [g, l, m, b] and the sum of those ideal points, per person of the group
    salience: Floats  # w [g, l, m]
    relative_salience: Floats  # [g, l, m] the same, as shares of all issues
    first_salience: Floats  # w0 [g, m]
    acts_on: Rows  # [g] the issue that a mobilised group moves by its own hands, or -1
    # places
    population: Floats  # [g, l] people at the start
    condition: Floats  # sigma [l, m]
    held: Floats  # [l, m] where a condition is held whatever happens; NaN where it is not
    in_region: Flags  # [r, l] 1 where a place belongs to a region
    distance: Floats  # [l, l] days by rail, infinite where there is no link
    log_reach: Floats  # [k, l] log r, worked out each morning
    open_to: Flags  # [K+1, l] 1 where a place can turn to it: it is there and reaches; always to nobody
    ruling: Rows  # [l, K+1] the authorities that have a mandate in a place this morning, then -1
    nearby: Rows  # [l, K+2] the authorities that reach a place, then K for nobody, then -1
    log_organisation: Floats  # [q, l] log o, the same
    season: Floats  # [g, l] how much the season lets a group act, 0 to 1
    # cells
    cell_group: Rows  # [c]
    cell_place: Rows  # [c]
    contacts: NDArray[np.int32]  # [c, n] the cells that a cell talks to
    presence: Floats  # [c] share of a cell's people still in the place
    unrest: Floats  # [c] how restive a unit has lately been, as its commanders know it
    # parties
    programme: Floats  # y [q, m] platform of a party
    organisation: Floats  # o [q, l]
    claim: Floats  # [q] how far a party claims all power for an authority that it leads
    ceiling: Floats  # [q] how far its doctrine lets it
    opposition: Floats  # d [q, g, l] how far it stands from whoever governs, against the mean of parties
    party_gap: Floats  # [g, l, q] what all of a group have in common in their distance to it: mean w y^2
    party_lean: Floats  # [g, l, q, m] how a wish shortens it: 2 w y
    # authorities
    alive: Flags  # [k] founded and not dissolved
    at_first: Flags  # [k] 1 if it was there on the first day
    spare: Flags  # [k] 1 for a row kept free for a body that people may found
    home: Rows  # [k] the place of such a row, or -1
    admits: Flags  # [k, g] 1 for a group that may found it, or enter it: those of its kind
    electors: Floats  # [k, g] weight of each group among those who elect it; all 0 if appointed
    electorate: Flags  # [k, l] 1 where its electors live; it is elected by them where it reaches them
    delegates: Floats  # [k, g, q] parties of the deputies that a group sent
    appointed: Floats  # [k, q] seats of an authority that nobody elects
    seats: Floats  # s [k, q] its plenum
    executive: Floats  # [k, q] who acts in its name
    recall_pace: Floats  # [k] how fast deputies are recalled, against behaviour.recall
    executive_pace: Floats  # [k] how fast its executive follows its plenum
    election_due: Flags  # [k] 1 if it is to be elected anew today
    own_platform: Floats  # [k, m] platform of an authority without parties
    partisan: Flags  # [k] 1 if its platform is that of its parties
    declared: Floats  # [k, m] what it has announced beyond its parties' platforms
    platform: Floats  # p [k, m]
    mandate: Floats  # [k, l] what law and announcement give it
    formal: Floats  # f [k, l] its share of the formal mandate today: who governs
    policy: Floats  # P [l, m] what whoever governs wants, each by its share
    in_office: Flags  # [k] 1 while it governs any place
    leading: Rows  # [l] the authority with the largest share, or -1 where nobody governs
    office_gap: Floats  # [g, l] as of a party: of the distance to whoever governs, each by its share
    office_lean: Floats  # [g, l, m]
    office_credit: Floats  # [g, l] credit of whoever governs, each by its share
    office_new: Floats  # [l] share of the mandate in hands too new to answer for what hurts
    office_word: Floats  # [k, l] what each says of whoever governs: e, and 1 of itself
    asked: Flags  # [l] 1 if who governs has changed today: everyone thinks again
    responsibility: Floats  # T [k, l] what it answers for of what hurts, growing with time in office
    party_responsibility: Floats  # T [q, l] the same for a party, in whatever cabinet
    portfolio: Floats  # h [k, m]
    reach: Floats  # r [k, l]
    known: Flags  # [k] 1 once people have known what to expect of it
    capacity: Floats  # [l, j, k] how far each is known to move a lever
    log_able: Floats  # [l, k, m] log of what each can do about a matter, worked out each morning
    likeness: Floats  # [k, j] how far two are alike, in the place at hand
    organ: Floats  # [k, l] share of its orders that someone of its own is there to carry out
    may_join: Flags  # [k] 1 if it may form a joint executive with others of its place
    joint: Flags  # [k, j] 1 while two act as a joint executive
    founders: Rows  # [k] the group that founded it, or -1
    founded_for: Rows  # [k] the issue for which people founded it, or -1
    absorbed_by: Rows  # [k] the body that took it in, or -1
    ignored: Floats  # [k] days that next to nobody has followed it
    endorsement: Floats  # e [k, j] how far k endorses j
    expected: Floats  # [k, j] how far k endorses j once people found it, where that is given; else NaN
    warranted: Floats  # [k, j] the endorsement that seats, platforms and office-holders warrant today
    office: Floats  # [k, h] the rank of each office-holder in it, 0 to 1
    pledge_by: Rows  # [n] who promised
    pledge_to: Rows  # [n] whose endorsement hangs on it
    pledge_kept: Floats  # [n] 1 kept, 0 broken
    pledge_held: Floats  # [n] where it is held whatever happens; NaN where it is not
    credit: Floats  # C [k, g, l]
    party_credit: Floats  # C [q, g, l]
    unserved: Floats  # [g, l] days of meetings since nobody serves what presses on a group
    meetings: Floats  # [g, l] root of the cells of a group within a day of each other, against a hundred
    # levers
    weight: Floats  # [j, l] sums to 1 over the levers of a place
    operators: Floats  # [j, g, l] who works it; sums to 1 over groups
    delivers: Rows  # [j] the issue that it delivers on, or -1
    force: Floats  # [j] how far it can be used against people
    countersign: Rows  # [j, l] the authority without whose endorsement orders are not obeyed, or -1
    # institutions
    builder: Rows  # [n] the body that builds and runs it
    sited: Flags  # [n, l] 1 where it is built
    ceiling_built: Floats  # [n] the most of its lever's work that it could ever do, or block
    beside: Rows  # [n] the lever whose work an alternative takes over, or -1
    own_lever: Rows  # [n] the lever that an alternative is, or -1
    run_by: Rows  # [j] the alternative that a lever is, or -1 for a lever of the old order
    blocks: Rows  # [n] the lever that a counter-institution blocks, or -1
    supplies: Flags  # [n, o] 1 where n appropriates means for o
    defends: Flags  # [n, o] 1 where n stands before o
    skill: Floats  # [n, l] practice that people have of it, 0 to 1; it stays
    built: Floats  # [n, l] how much of its lever's work it does, or blocks
    supplied: Floats  # [n, l] the means that others appropriate for it
    work: Floats  # [j, l] share of the work that it stands for that a lever does, old or built beside one
    passes: Floats  # [l, j, k] share of the orders of k, where it governs, that are not blocked
    attacked: Floats  # [n, l] the share that is attacked today
    lost: Floats  # [n, l] and the share of it that is destroyed today, as others stand before it
    ordered: Floats  # [k, l] how hard troops are ordered today against the followers of k
    ordered_by: Rows  # [k, l] and by whom
    heeded: Floats  # [k, l] share of the force of a place that obeyed the last such order
    refused: Floats  # [l, j, k] share of today's orders of k that a crew refuses, sent against its own
    # the streets
    arms: Floats  # [g, l] share of a group with arms
    call: Floats  # [k, l] an authority's call to the streets of a place, fading
    party_call: Floats  # [q, l] a party's call, fading
    # what orders left behind
    lever_control: Floats  # direct [l, j, K+1] of its crew, who recognises each, as far as it has an organ
    lever_obedience: Floats  # [l, j, k] orders carried out, own followers and endorsement together
    compliance: Floats  # [l, k]
    real_power: Floats  # [l, K+1]
    grievance: Floats  # G [g, l]
    legitimacy: Floats  # [g, l] share that puts up with whoever governs
    relief: Floats  # [k, g, l] what today's orders of each eased for a group
    loyal_force: Floats  # [l] people whom whoever governs can order out
    active_force: Floats  # [l] mobilised people, the armed counted more
    forbidden: Floats  # [l] how far meetings are forbidden
    danger: Floats  # [l] risk of rising: 1 - exp(-loyal force / active force)
    attention: Floats  # [g, l, m] chance that an issue is what presses: w mean |x - sigma|, normalised
    allied: Flags  # [k, j] 1 where parties that claim power lead both
    levers_ready: Floats  # [k, l] share of levers, by weight, that would obey it rather than who governs
    ended: Flags  # [1] set when the run is to stop
    took_power: Rows  # [k] the step in which it took power, or -1
    step: Floats  # [1] days that a step of the run lasts
    # what authorities see, where they decide for themselves; else as at first
    followed: Floats  # [k, g, l] share of a group in a place that turned to it yesterday
    marching: Floats  # [g, l] share that was mobilised yesterday
    days_there: Floats  # [k] days since it came into being
    days_in_office: Floats  # [k] days since it came to govern any place
    will: Floats  # [k] chance that it takes power today, by its strategy; below 0 where nobody decides freely


class Taste(NamedTuple):
    """The behavioural parameters: one set for all places, so it has no axis."""

    rho: float  # share of people who reconsider on a day
    beta: float  # how sharply people choose
    gamma: float  # weight of the distance between what they want and what an authority wants
    chi: float  # weight of what it can do about the matter
    paper: float  # what a body that moves no lever is thought able to do
    niche: float  # how fast likeness falls with the distance of platforms
    newcomer: float  # the following with which a newcomer begins
    psi: float  # weight of electing it
    omega: float  # weight of its reach
    company: float  # lambda: weight of what people around do, for an authority
    own_cell: float  # how much of "around" is the own cell; the rest is its contacts
    none: float  # u0: the appeal of obeying nobody
    accept: float  # a0: the readiness to put up with whoever governs
    gamma_accept: float  # gamma_a: weight of the distance to whoever governs, all in all
    honeymoon: float  # how far whoever is new in office is given the benefit of the doubt
    word: float  # weight of what the authority that a person turns to says of whoever governs
    gamma_party: float  # four of the above for the vote
    omega_party: float
    company_party: float
    abstain: float  # v0: the appeal of staying at home
    opposition: float  # zeta: weight of a party's distance from whoever governs: the question of power
    forget: float  # d: share of credit and blame that fades in a day
    thanks: float  # c: credit for relief
    blame: float  # b: blame for grievance, on whoever governs
    answer: float  # how fast who comes into office comes to answer for what hurts
    arousal: float  # a: growth of salience on what stays unmet
    tolerance: float  # the gap that people put up with
    salience_low: float  # bounds of salience, against its start
    salience_high: float
    recall: float  # pace at which deputies follow their electors
    endorse_pace: float
    endorse_base: float  # e0
    endorse_overlap: float  # e1
    endorse_distance: float  # e2
    endorse_office: float  # e3: shared office-holders
    endorse_electors: float  # e4: how many of its electors put up with whoever governs
    delivery: float  # phi
    direct_action: float  # how fast mobilised people change a condition by their own hands
    growth: float  # eta: how fast a party's organisation follows its vote
    spread: float  # weight of a place next door in an organisation's growth; home has 1
    kappa: float  # weight of the active share around
    heed: float  # weight of a call to the streets
    risk: float
    arms_count: float  # how many unarmed an armed person is worth in the street
    call_fade: float  # share of a call to the streets that fades in a day
    found_below: float  # u_found: a best utility below this is nobody serving the matter
    found_days: float  # days of that before a group of a hundred cells enters a body or founds one
    enter_within: float  # mean square distance to a body's platform within which a group enters it
    example: float  # weight of bodies of the same group elsewhere, by distance
    fuse_overlap: float  # share of seats or electors in common from which bodies that want the same fuse
    fade_below: float  # share of a group below which a body is not followed
    fade_days: float  # days of that before a body is gone
    seize_share: float  # share of levers, by weight, that must obey before a claim is tried
    seize_pace: float  # chance that an undivided executive tries on a day on which it could
    practice: float  # pace at which those who take part in an institution become skilled
    unskilled: float  # part of an institution's work that needs no skill
    build_pace: float  # pace at which an institution is built, or starves
    join_above: float  # endorsement that both warrant each other, from which two may form a joint executive
    join_danger: float  # the common danger that makes them do it: 1 if nothing stands against the streets
    part_below: float  # mutual endorsement, warranted by seats and platforms, below which they part
