/* Counts, what people make of what they get, and parties: theory/tally.py, credit.py, parties.py. */
#define WIDEST 1024 /* authorities or parties of a row in hand */

static void stay(People *p, const World *w) {
    memset(p->present.at, 0, (size_t)(p->present.size * p->present.item));
    EACH(c, LEN(p->size, 0))
    A2(p->present, A1(w->cell_group, c), A1(w->cell_place, c)) += A1(p->size, c) * A1(w->presence, c);
    EACH(g, LEN(p->present, 0)) EACH(l, LEN(p->present, 1)) if (A2(p->heads, g, l) > 0.0)
        A2(p->present, g, l) /= A2(p->heads, g, l);
}

static void add_up(const double *restrict counts, int64_t K, double *restrict shares, const People *p, const World *w) {
    int64_t L = LEN(p->heads, 1);
    memset(shares, 0, (size_t)(p->heads.size * K) * sizeof *shares);
    EACH(c, LEN(p->size, 0)) {
        double *row = shares + (A1(w->cell_group, c) * L + A1(w->cell_place, c)) * K, here = A1(w->presence, c);
        EACH(k, K) row[k] += counts[c * K + k] * here;
    }
    EACH(at, p->heads.size) {
        double total = p->present.at[at] * p->heads.at[at];
        if (total > 0.0) EACH(k, K) shares[at * K + k] /= total;
    }
}

static void look_around(const double *restrict counts, int64_t K, double *restrict around, const People *p,
                        const World *w, double own_cell) {
    int64_t N = LEN(w->contacts, 1);
    double heard[WIDEST];
    EACH(c, LEN(p->size, 0)) {
        double near = 0.0;
        EACH(k, K) heard[k] = 0.0;
        EACH(n, N) {
            int64_t other = A2(w->contacts, c, n);
            double here = A1(w->presence, other);
            near += A1(p->size, other) * here;
            EACH(k, K) heard[k] += counts[other * K + k] * here;
        }
        double own = near > 0.0 ? own_cell : 1.0;
        EACH(k, K) {
            double told = near > 0.0 ? heard[k] / near : 0.0;
            around[c * K + k] = own * counts[c * K + k] / A1(p->size, c) + (1.0 - own) * told;
        }
    }
}

static void share_out(People *p, const World *w, double own_cell) {
    int64_t K = LEN(p->turned, 1), Q = LEN(p->voting, 1);
    stay(p, w);
    add_up(p->turned.at, K, p->allegiance.at, p, w);
    add_up(p->accepting.at, K, p->acceptance.at, p, w);
    add_up(p->voting.at, Q, p->vote.at, p, w);
    add_up(p->voting_against.at, Q, p->refusing.at, p, w);
    add_up(p->risen.at, 1, p->active_share.at, p, w);
    look_around(p->turned.at, K, p->around.at, p, w, own_cell);
    look_around(p->voting.at, Q, p->around_party.at, p, w, own_cell);
    look_around(p->risen.at, 1, p->around_active.at, p, w, own_cell);
}

static void attend(World *w) {
    int64_t M = LEN(w->salience, 2);
    EACH(g, LEN(w->salience, 0)) EACH(l, LEN(w->salience, 1)) {
        double hurt = 0.0, weight = 0.0;
        EACH(m, M) {
            double pressing = A3(w->salience, g, l, m) * unmet(g, l, m, A2(w->condition, l, m), w);
            A3(w->attention, g, l, m) = pressing;
            hurt += pressing;
            weight += A3(w->salience, g, l, m);
        }
        EACH(m, M) A3(w->attention, g, l, m) = hurt > 0.0 ? A3(w->attention, g, l, m) / hurt : 1.0 / (double)M;
        A2(w->grievance, g, l) = weight > 0.0 ? hurt / weight : 0.0;
    }
}

static void answer_for(World *w, double pace) {
    EACH(l, LEN(w->formal, 1)) {
        double first = A1(w->leading, l) >= 0 ? A2(w->formal, A1(w->leading, l), l) : 1.0;
        EACH(k, LEN(w->formal, 0)) {
            double held = A2(w->formal, k, l) / first, now = A2(w->responsibility, k, l);
            A2(w->responsibility, k, l) = least_of(held, now + pace * (held - now));
        }
        EACH(q, LEN(w->executive, 1)) {
            double held = 0.0, now = A2(w->party_responsibility, q, l);
            EACH(k, LEN(w->formal, 0)) held += A2(w->executive, k, q) * A2(w->formal, k, l);
            A2(w->party_responsibility, q, l) = least_of(held, now + pace * (held - now));
        }
    }
}

static void earn(World *w, const Taste *t) {
    EACH(g, LEN(w->grievance, 0)) EACH(l, LEN(w->grievance, 1)) {
        double blame = t->blame * A2(w->grievance, g, l);
        EACH(k, LEN(w->credit, 0)) {
            double credit = (1.0 - t->forget) * A3(w->credit, k, g, l) + t->thanks * A3(w->relief, k, g, l);
            A3(w->credit, k, g, l) = credit - blame * A2(w->responsibility, k, l);
        }
        EACH(q, LEN(w->party_credit, 0)) {
            double credit = (1.0 - t->forget) * A3(w->party_credit, q, g, l);
            A3(w->party_credit, q, g, l) = credit - blame * A2(w->party_responsibility, q, l);
        }
    }
}

static void grow_impatient(World *w, const Taste *t) {
    EACH(g, LEN(w->salience, 0)) EACH(l, LEN(w->salience, 1)) EACH(m, LEN(w->salience, 2)) {
        double first = A2(w->first_salience, g, m), gap = unmet(g, l, m, A2(w->condition, l, m), w);
        double grown = A3(w->salience, g, l, m) + t->arousal * first * (gap - t->tolerance);
        double bounded = most_of(t->salience_low * first, grown);
        A3(w->salience, g, l, m) = least_of(t->salience_high * first, bounded);
    }
}

static double vote_share(int64_t q, int64_t l, const People *p, const World *w) {
    double everyone = 0.0, voters = 0.0;
    EACH(g, LEN(p->vote, 0)) {
        double here = there(g, l, p, w);
        everyone += here;
        voters += here * A3(p->vote, g, l, q);
    }
    return voters / most_of(everyone, 1e-300);
}

static double nearness(int64_t l, int64_t other, const World *w, const Taste *t) {
    return other == l ? 1.0 : t->spread * exp(-A2(w->distance, l, other));
}

static void grow(int64_t l, const People *p, World *w, const Taste *t) {
    double everywhere = 0.0;
    EACH(other, LEN(w->organisation, 1)) everywhere += nearness(l, other, w, t);
    EACH(q, LEN(w->organisation, 0)) {
        double wanted = 0.0, now = A2(w->organisation, q, l);
        EACH(other, LEN(w->organisation, 1)) {
            double near = nearness(l, other, w, t);
            if (near > 0.0) wanted += near / everywhere * vote_share(q, other, p, w);
        }
        if (now > 0.0) A2(w->organisation, q, l) = least_of(1.0, most_of(1e-4, now + t->growth * (wanted - now)));
    }
}

static void fade_and_grow(const People *p, World *w, const Taste *t) {
    EACH(at, w->call.size) w->call.at[at] *= 1.0 - t->call_fade;
    EACH(at, w->party_call.size) w->party_call.at[at] *= 1.0 - t->call_fade;
    EACH(c, LEN(w->unrest, 0))
    A1(w->unrest, c) = most_of(A1(p->around_active, c), (1.0 - t->call_fade) * A1(w->unrest, c));
    EACH(l, LEN(w->organisation, 1)) grow(l, p, w, t);
}

static void hold(World *w) {
    EACH(at, w->held.size) if (!isnan(w->held.at[at])) w->condition.at[at] = w->held.at[at];
    EACH(n, LEN(w->pledge_held, 0)) if (!isnan(A1(w->pledge_held, n))) A1(w->pledge_kept, n) = A1(w->pledge_held, n);
}
