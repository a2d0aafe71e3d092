/* Claims, and who takes power: theory/power.py. */

static void claim(const People *p, World *w, const Taste *t) {
    double pace = over(t->recall, A1(w->step, 0));
    EACH(q, LEN(w->claim, 0)) {
        double voters = 0.0, against = 0.0;
        EACH(l, LEN(w->leading, 0)) {
            if (A1(w->leading, l) < 0) continue;
            int own = A2(w->executive, A1(w->leading, l), q) > 0.5;
            EACH(g, LEN(p->vote, 0)) {
                double here = there(g, l, p, w);
                voters += here * A3(p->vote, g, l, q);
                against += here * (own ? A3(p->vote, g, l, q) : A3(p->refusing, g, l, q));
            }
        }
        double wanted = voters > 0.0 ? against / voters : A1(w->claim, q);
        A1(w->claim, q) += pace * (least_of(A1(w->ceiling, q), wanted) - A1(w->claim, q));
    }
}

static void find_allies(World *w) {
    EACH(k, LEN(w->alive, 0)) EACH(j, k + 1) {
        double common = 0.0;
        EACH(q, LEN(w->claim, 0))
        common += least_of(A2(w->executive, k, q), A2(w->executive, j, q)) * A1(w->claim, q);
        A2(w->allied, k, j) = A2(w->allied, j, k) = j == k || common > 0.5;
    }
}

static double ready(int64_t k, int64_t l, const World *w) {
    if (!A1(w->alive, k) || A2(w->reach, k, l) <= 0.0) return 0.0;
    double share = 0.0;
    int rivals = 0;
    EACH(v, LEN(w->weight, 0)) {
        double theirs = -1.0;
        EACH(j, LEN(w->alive, 0)) if (!A2(w->allied, k, j)) {
            int governs = A1(w->alive, j) && A2(w->mandate, j, l) > 0.0;
            rivals |= governs;
            theirs = most_of(theirs, governs ? A3(w->lever_obedience, l, v, j) : A3(w->lever_control, l, v, j));
        }
        if (A3(w->lever_control, l, v, k) > theirs) share += A2(w->weight, v, l);
    }
    return rivals ? share : 0.0;
}

static void overthrow(int64_t day, int64_t k, int64_t l, World *w) {
    EACH(j, LEN(w->mandate, 0)) if (A1(w->alive, j) && A2(w->mandate, j, l) > 0.0 && !A2(w->allied, k, j)) {
        A1(w->took_power, k) = day;
        A2(w->mandate, k, l) = 1.0;
        A2(w->mandate, j, l) = 0.0;
        double left = 0.0;
        EACH(other, LEN(w->mandate, 1)) left += A2(w->mandate, j, other);
        if (left == 0.0) {
            A1(w->alive, j) = 0;
            EACH(i, LEN(w->alive, 0)) A2(w->endorsement, j, i) = A2(w->endorsement, i, j) = 0.0;
        }
    }
}

static void find_rulers(int64_t l, World *w) {
    int64_t found = 0;
    EACH(j, LEN(w->alive, 0)) if (A1(w->alive, j) && A2(w->mandate, j, l) > 0.0) A2(w->ruling, l, found++) = j;
    A2(w->ruling, l, found) = -1;
}

static void take_power(int64_t day, uint64_t key, World *w, const Taste *t) {
    find_allies(w);
    EACH(l, LEN(w->reach, 1)) find_rulers(l, w);
    EACH(k, LEN(w->reach, 0)) EACH(l, LEN(w->reach, 1)) A2(w->levers_ready, k, l) = ready(k, l, w);
    EACH(k, LEN(w->reach, 0)) {
        double majority = -1.0;
        EACH(q, LEN(w->claim, 0)) majority += 2.0 * A2(w->executive, k, q) * A1(w->claim, q);
        EACH(l, LEN(w->reach, 1)) {
            int could = majority > 0.0 && A2(w->levers_ready, k, l) >= t->seize_share;
            double chance = could ? over(t->seize_pace * majority, A1(w->step, 0)) : 0.0;
            if (could && uniform(key, (uint64_t)k, SEIZE, (uint64_t)l) < chance && A1(w->alive, k))
                overthrow(day, k, l, w);
        }
    }
}
