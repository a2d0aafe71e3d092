/* Bodies that people enter and found, fuse and leave: theory/founding.py and theory/lifespan.py. */

static int64_t pressing_most(int64_t g, int64_t l, const World *w) {
    int64_t most = 0;
    EACH(m, LEN(w->attention, 2)) if (A3(w->attention, g, l, m) > A3(w->attention, g, l, most)) most = m;
    return most;
}

static int elects(int64_t g, int64_t k, int64_t l, const World *w) {
    return A2(w->electors, k, g) > 0.0 && A2(w->electorate, k, l);
}

/* One place, or parts of one town, with no way between them. */
static int of_one_town(int64_t l, int64_t other, const World *w) {
    return l == other || A2(w->distance, l, other) <= 0.0;
}

static int takes_in(int64_t k, int64_t g, const World *w) {
    return A2(w->admits, k, g) && A1(w->recall_pace, k) > 0.0;
}

static double best_offer(int64_t g, int64_t l, const World *w, const Taste *t) {
    int64_t m = pressing_most(g, l, w);
    double best = -INFINITY;
    EACH(k, LEN(w->alive, 0)) {
        int chosen = elects(g, k, l, w);
        if (!A1(w->alive, k) || A2(w->reach, k, l) <= 0.0 || !(chosen || k == A1(w->leading, l))) continue;
        double away = A2(w->mean_ideal, g, m) - A2(w->platform, k, m);
        double appeal = (chosen ? t->psi : 0.0) - t->gamma * (away * away);
        appeal += t->chi * A3(w->log_able, l, k, m) + A3(w->credit, k, g, l);
        best = most_of(best, appeal + t->omega * log(A2(w->reach, k, l)));
    }
    return best;
}

static double example(int64_t g, int64_t l, const World *w) {
    double heard = 0.0;
    EACH(other, LEN(w->distance, 0)) if (!of_one_town(l, other, w) && A2(w->population, g, other) > 0.0) {
        int near = 0;
        EACH(k, LEN(w->alive, 0))
        near |= A1(w->alive, k) && !A1(w->at_first, k) && A2(w->reach, k, other) > 0.0 && elects(g, k, other, w);
        if (near) heard += exp(-A2(w->distance, l, other));
    }
    return heard;
}

static double pace_of(int64_t g, int64_t l, const People *p, const World *w, const Taste *t) {
    double freely = 1.0 - A1(w->forbidden, l) * (1.0 - A2(p->active_share, g, l));
    return A2(w->meetings, g, l) * freely * (1.0 + t->example * example(g, l, w));
}

static double away_from(int64_t g, int64_t k, int64_t l, const World *w) {
    double far = 0.0, weight = 0.0;
    EACH(m, LEN(w->salience, 2)) {
        double away = A2(w->mean_ideal, g, m) - A2(w->platform, k, m);
        far += A3(w->salience, g, l, m) * away * away;
        weight += A3(w->salience, g, l, m);
    }
    return far / most_of(weight, 1e-300);
}

static int is_rooted(int64_t k, int64_t l, const World *w) {
    int rooted = 0;
    EACH(other, LEN(w->distance, 0)) if (of_one_town(l, other, w) && A2(w->electorate, k, other))
        EACH(g, LEN(w->electors, 1)) rooted |= A2(w->electors, k, g) > 0.0 && A2(w->population, g, other) > 0.0;
    return rooted;
}

static int64_t nearest_body(int64_t g, int64_t l, const World *w, const Taste *t) {
    int64_t nearest = -1;
    double least = t->enter_within;
    EACH(k, LEN(w->alive, 0)) {
        if (!A1(w->alive, k) || A2(w->reach, k, l) <= 0.0 || !takes_in(k, g, w)) continue;
        if (is_rooted(k, l, w) && !elects(g, k, l, w)) {
            double far = away_from(g, k, l, w);
            if (far < least || (nearest < 0 && far == least)) {
                nearest = k;
                least = far;
            }
        }
    }
    return nearest;
}

static int has_its_own(int64_t g, int64_t l, const World *w, const Taste *t) {
    int own = 0;
    EACH(k, LEN(w->alive, 0)) if (A1(w->alive, k) && A2(w->reach, k, l) > 0.0 && elects(g, k, l, w))
        own |= A1(w->founders, k) >= 0 || away_from(g, k, l, w) <= t->enter_within;
    return own;
}

static int64_t free_row(int64_t g, int64_t l, const World *w) {
    int64_t unused = -1, gone = -1;
    EACH(k, LEN(w->home, 0)) if (A1(w->home, k) == l && A2(w->admits, k, g)) {
        if (A1(w->spare, k) && unused < 0) unused = k;
        else if (!A1(w->spare, k) && !A1(w->alive, k) && gone < 0) gone = k;
    }
    return unused >= 0 ? unused : gone;
}

static double people_behind(int64_t k, int64_t g, const People *p, const World *w) {
    double number = 0.0;
    EACH(l, LEN(w->reach, 1))
    if (A2(w->electorate, k, l) && A2(w->reach, k, l) > 0.0) number += there(g, l, p, w);
    return number;
}

static void extend(int64_t k, int64_t l, const People *p, World *w) {
    EACH(g, LEN(w->electors, 1)) {
        double before = people_behind(k, g, p, w);
        if (before > 0.0) A2(w->electors, k, g) *= 1.0 + there(g, l, p, w) / before;
    }
    A2(w->electorate, k, l) = 1;
}

static void admit(int64_t k, int64_t g, const People *p, World *w) {
    double weight = 0.0, number = 0.0;
    EACH(other, LEN(w->electors, 1)) if (A2(w->electors, k, other) > 0.0 && other != g) {
        weight += A2(w->electors, k, other);
        number += people_behind(k, other, p, w);
    }
    double own = people_behind(k, g, p, w);
    A2(w->electors, k, g) = number > 0.0 ? weight * own / number : 1.0;
    send_deputies(k, g, 1.0, p, w);
}

static void sit_anew(int64_t k, double follow, World *w) {
    if (A1(w->founders, k) >= 0 && !A1(w->partisan, k)) {
        double weight = 0.0;
        EACH(g, LEN(w->electors, 1)) weight += A2(w->electors, k, g);
        EACH(m, LEN(w->own_platform, 1)) {
            double wanted = 0.0;
            EACH(g, LEN(w->electors, 1)) wanted += A2(w->electors, k, g) * A2(w->mean_ideal, g, m);
            A2(w->own_platform, k, m) = wanted / weight;
        }
    }
    fill_seats(k, follow, w);
    stand(k, w);
}

static void take_in_hand(int64_t k, int64_t g, int64_t l, World *w) {
    double most = A3(w->attention, g, l, pressing_most(g, l, w));
    EACH(m, LEN(w->portfolio, 1)) if (most > 0.0)
        A2(w->portfolio, k, m) = most_of(A2(w->portfolio, k, m), A3(w->attention, g, l, m) / most);
}

static void clear(int64_t k, World *w) {
    EACH(g, LEN(w->electors, 1)) {
        A2(w->electors, k, g) = 0.0;
        EACH(q, LEN(w->delegates, 2)) A3(w->delegates, k, g, q) = 0.0;
        EACH(l, LEN(w->reach, 1)) A3(w->credit, k, g, l) = 0.0;
    }
    EACH(l, LEN(w->reach, 1)) A2(w->electorate, k, l) = l == A1(w->home, k);
    EACH(m, LEN(w->portfolio, 1)) A2(w->portfolio, k, m) = A2(w->declared, k, m) = 0.0;
    EACH(l, LEN(w->reach, 1)) A2(w->mandate, k, l) = A2(w->responsibility, k, l) = A2(w->call, k, l) = 0.0;
    EACH(h, LEN(w->office, 1)) A2(w->office, k, h) = 0.0;
    EACH(j, LEN(w->alive, 0)) A2(w->expected, k, j) = A2(w->expected, j, k) = NAN;
    A1(w->ignored, k) = 0.0;
    A1(w->absorbed_by, k) = -1;
}

static void found(int64_t k, int64_t g, int64_t l, const People *p, World *w) {
    if (!A1(w->spare, k)) clear(k, w);
    A1(w->alive, k) = 1;
    A1(w->spare, k) = 0;
    A1(w->founders, k) = g;
    A1(w->founded_for, k) = pressing_most(g, l, w);
    admit(k, g, p, w);
    take_in_hand(k, g, l, w);
    double voters = 0.0;
    EACH(q, LEN(p->vote, 2) - 1) voters += A3(p->vote, g, l, q);
    A1(w->partisan, k) = voters > 0.0;
    sit_anew(k, 1.0, w);
}

static void introduce(int64_t k, const People *p, World *w, const Taste *t) {
    EACH(j, LEN(w->alive, 0)) if (A1(w->alive, j) && j != k) {
        double given = A2(w->expected, j, k);
        A2(w->endorsement, k, j) = warranted(k, j, p, w, t);
        A2(w->endorsement, j, k) = isnan(given) ? warranted(j, k, p, w, t) : given;
    }
}

static void enter_or_found(int64_t g, int64_t l, const People *p, World *w, const Taste *t) {
    int64_t k = nearest_body(g, l, w, t);
    if (k >= 0) {
        if (!A2(w->electorate, k, l)) extend(k, l, p, w);
        if (A2(w->electors, k, g) <= 0.0) admit(k, g, p, w);
        take_in_hand(k, g, l, w);
        sit_anew(k, A1(w->executive_pace, k), w);
    } else {
        if (has_its_own(g, l, w, t)) return;
        k = free_row(g, l, w);
        if (k < 0) return;
        found(k, g, l, p, w);
        introduce(k, p, w, t);
    }
    A2(w->unserved, g, l) = 0.0;
}

/* In the evening. */
static void look_for_help(const People *p, World *w, const Taste *t) {
    EACH(g, LEN(w->unserved, 0)) EACH(l, LEN(w->unserved, 1)) {
        int home = 0;
        EACH(k, LEN(w->home, 0)) home |= A1(w->home, k) == l;
        if (!home) continue;
        int unserved = A2(p->present, g, l) > 0.0 && best_offer(g, l, w, t) < t->found_below;
        double met = A2(w->unserved, g, l) + pace_of(g, l, p, w, t);
        A2(w->unserved, g, l) = unserved ? met : 0.0;
    }
}

static void found_bodies(const People *p, World *w, const Taste *t) {
    EACH(g, LEN(w->unserved, 0)) EACH(l, LEN(w->unserved, 1))
    if (A2(w->unserved, g, l) > 0.0 && A2(w->unserved, g, l) >= t->found_days) enter_or_found(g, l, p, w, t);
}

static int governs_anywhere(int64_t k, const World *w) {
    int held = 0;
    EACH(l, LEN(w->mandate, 1)) held |= A2(w->mandate, k, l) > 0.0;
    return held;
}

static int is_followed(int64_t k, const People *p, const World *w, const Taste *t) {
    int followed = 0;
    EACH(g, LEN(p->allegiance, 0)) EACH(l, LEN(p->allegiance, 1)) if (A2(p->heads, g, l) > 0.0) {
        double few = most_of(t->fade_below, 1.0 / A2(p->heads, g, l));
        followed |= A3(p->allegiance, g, l, k) > few + 1e-12;
    }
    return followed;
}

static void end_of(int64_t k, World *w) {
    A1(w->alive, k) = 0;
    EACH(j, LEN(w->alive, 0)) A2(w->endorsement, k, j) = A2(w->endorsement, j, k) = 0.0;
}

static int may_fuse(int64_t k, const World *w) {
    return A1(w->alive, k) && A1(w->may_join, k) && A1(w->recall_pace, k) > 0.0;
}

static int has_electors(int64_t k, int64_t l, const World *w) {
    int found = 0;
    EACH(g, LEN(w->electors, 1)) found |= A2(w->population, g, l) > 0.0 && elects(g, k, l, w);
    return found;
}

static int of_one_place(int64_t k, int64_t j, const World *w) {
    int common = 0;
    EACH(l, LEN(w->reach, 1)) EACH(other, LEN(w->reach, 1)) {
        if (!of_one_town(l, other, w) || A2(w->reach, k, l) <= 0.0 || A2(w->reach, j, other) <= 0.0) continue;
        common |= has_electors(k, l, w) && has_electors(j, other, w);
    }
    return common;
}

static int nearly_one(int64_t k, int64_t j, const World *w, const Taste *t) {
    if (!may_fuse(k, w) || !may_fuse(j, w)) return 0;
    if ((A1(w->founders, k) < 0 && A1(w->founders, j) < 0) || !of_one_place(k, j, w)) return 0;
    if (apart(k, j, w) > t->enter_within) return 0;
    double seats = 0.0;
    EACH(q, LEN(w->seats, 1)) seats += least_of(A2(w->seats, k, q), A2(w->seats, j, q));
    return most_of(seats, common_electors(k, j, w)) >= t->fuse_overlap;
}

static double behind(int64_t k, const People *p, const World *w) {
    double number = 0.0;
    EACH(g, LEN(w->electors, 1)) if (A2(w->electors, k, g) > 0.0) number += people_behind(k, g, p, w);
    return number;
}

static int is_of_its_kind(int64_t k, int64_t j, const World *w) {
    int all = 1;
    EACH(g, LEN(w->electors, 1)) all &= A2(w->electors, k, g) <= 0.0 || takes_in(j, g, w);
    return all;
}

static void take_over(int64_t k, int64_t j, const People *p, World *w) {
    EACH(l, LEN(w->electorate, 1)) if (A2(w->reach, k, l) > 0.0 && A2(w->reach, j, l) > 0.0)
        if (A2(w->electorate, j, l) && !A2(w->electorate, k, l)) extend(k, l, p, w);
    EACH(g, LEN(w->electors, 1))
    if (A2(w->electors, j, g) > 0.0 && A2(w->electors, k, g) <= 0.0) admit(k, g, p, w);
    EACH(m, LEN(w->portfolio, 1)) A2(w->portfolio, k, m) = most_of(A2(w->portfolio, k, m), A2(w->portfolio, j, m));
    A1(w->absorbed_by, j) = k;
    end_of(j, w);
    sit_anew(k, A1(w->executive_pace, k), w);
}

static int stands_by_law(int64_t k, const World *w) { return A1(w->recall_pace, k) <= 0.0 || governs_anywhere(k, w); }

static void live_on(const People *p, World *w, const Taste *t) {
    EACH(k, LEN(w->alive, 0)) if (A1(w->alive, k) && A1(w->may_join, k) && !stands_by_law(k, w)) {
        A1(w->ignored, k) = is_followed(k, p, w, t) ? 0.0 : A1(w->ignored, k) + 1.0;
        if (A1(w->ignored, k) >= t->fade_days) end_of(k, w);
    }
    EACH(k, LEN(w->alive, 0)) EACH(j, k) if (nearly_one(k, j, w, t)) {
        int64_t larger = behind(k, p, w) > behind(j, p, w) ? k : j, smaller = larger == k ? j : k;
        if (!governs_anywhere(smaller, w) && is_of_its_kind(smaller, larger, w)) take_over(larger, smaller, p, w);
    }
}
