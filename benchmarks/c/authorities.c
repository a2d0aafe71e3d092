/* What authorities do: theory/behaviours.py and theory/endorsement.py. */

static void stand(int64_t k, World *w) {
    EACH(m, LEN(w->platform, 1)) {
        double stood = A2(w->own_platform, k, m);
        if (A1(w->partisan, k)) {
            stood = 0.0;
            EACH(q, LEN(w->programme, 0)) stood += A2(w->executive, k, q) * A2(w->programme, q, m);
        }
        A2(w->platform, k, m) = least_of(1.0, most_of(-1.0, stood + A2(w->declared, k, m)));
    }
}

static double votes(int64_t k, int64_t g, int64_t q, const People *p, const World *w) {
    double sum = 0.0;
    EACH(l, LEN(w->reach, 1)) if (A2(w->electorate, k, l) && A2(w->reach, k, l) > 0.0)
        sum += A2(w->population, g, l) * A2(p->present, g, l) * A3(p->vote, g, l, q);
    return sum;
}

static void send_deputies(int64_t k, int64_t g, double pace, const People *p, World *w) {
    double voters = 0.0;
    EACH(q, LEN(w->seats, 1)) voters += votes(k, g, q, p, w);
    if (voters > 0.0) EACH(q, LEN(w->seats, 1)) {
        double share = votes(k, g, q, p, w) / voters;
        A3(w->delegates, k, g, q) += pace * (share - A3(w->delegates, k, g, q));
    }
}

static void fill_seats(int64_t k, double follow, World *w) {
    double weight = 0.0;
    EACH(g, LEN(w->electors, 1)) weight += A2(w->electors, k, g);
    int elected = A1(w->partisan, k) && weight > 0.0;
    EACH(q, LEN(w->seats, 1)) {
        double sent = 0.0;
        EACH(g, LEN(w->electors, 1)) sent += A2(w->electors, k, g) * A3(w->delegates, k, g, q);
        A2(w->seats, k, q) = elected ? sent / weight : A2(w->appointed, k, q);
        A2(w->executive, k, q) += follow * (A2(w->seats, k, q) - A2(w->executive, k, q));
    }
}

static void sit(int64_t k, const People *p, World *w, const Taste *t) {
    int due = A1(w->election_due, k) > 0;
    double days = A1(w->step, 0);
    double pace = due ? 1.0 : over(least_of(1.0, t->recall * A1(w->recall_pace, k)), days);
    EACH(g, LEN(w->electors, 1))
    if (A1(w->partisan, k) && A2(w->electors, k, g) > 0.0) send_deputies(k, g, pace, p, w);
    fill_seats(k, due ? 1.0 : over(least_of(1.0, A1(w->executive_pace, k)), days), w);
    A1(w->election_due, k) = 0;
    stand(k, w);
}

static double support(int64_t k, int64_t j, const People *p, const World *w) {
    double asked = 0.0, accept = 0.0;
    EACH(g, LEN(w->electors, 1)) {
        double total = 0.0, governed = 0.0, bearing = 0.0;
        EACH(l, LEN(w->reach, 1))
        if (A2(w->electors, k, g) > 0.0 && A2(w->electorate, k, l) && A2(w->reach, k, l) > 0.0) {
            double here = there(g, l, p, w);
            total += here;
            if (A2(w->formal, j, l) > 0.0) {
                governed += here;
                bearing += here * A2(w->legitimacy, g, l);
            }
        }
        if (total > 0.0) {
            asked += A2(w->electors, k, g) * governed / total;
            accept += A2(w->electors, k, g) * bearing / total;
        }
    }
    return asked > 0.0 ? accept / asked - 0.5 : 0.0;
}

static double kept(int64_t k, int64_t j, const World *w) {
    double promised = 0.0, sum = 0.0;
    EACH(n, LEN(w->pledge_by, 0)) if (A1(w->pledge_to, n) == k && A1(w->pledge_by, n) == j) {
        promised += 1.0;
        sum += A1(w->pledge_kept, n);
    }
    return promised > 0.0 ? sum / promised : 1.0;
}

static double apart(int64_t k, int64_t j, const World *w) {
    double far = 0.0;
    EACH(m, LEN(w->platform, 1)) {
        double away = A2(w->platform, k, m) - A2(w->platform, j, m);
        far += away * away;
    }
    return far / (double)LEN(w->platform, 1);
}

static double warranted(int64_t k, int64_t j, const People *p, const World *w, const Taste *t) {
    if (!A1(w->alive, j)) return 0.0;
    double overlap = 0.0, shared = 0.0;
    EACH(q, LEN(w->executive, 1)) overlap += least_of(A2(w->executive, k, q), A2(w->executive, j, q));
    EACH(h, LEN(w->office, 1)) shared += least_of(A2(w->office, k, h), A2(w->office, j, h));
    double pull = t->endorse_base + t->endorse_overlap * overlap + t->endorse_office * shared;
    pull -= t->endorse_distance * apart(k, j, w);
    pull += t->endorse_electors * support(k, j, p, w);
    return kept(k, j, w) / (1.0 + exp(-most_of(pull, -700.0)));
}

static void endorse(int64_t k, const People *p, World *w, const Taste *t) {
    EACH(j, LEN(w->alive, 0)) {
        A2(w->warranted, k, j) = warranted(k, j, p, w, t);
        if (A1(w->alive, j) && j != k) {
            double wanted = most_of(A2(w->warranted, k, j), (double)A2(w->joint, k, j));
            A2(w->endorsement, k, j) += t->endorse_pace * (wanted - A2(w->endorsement, k, j));
        }
    }
}

static int at_home(int64_t k, int64_t l, const World *w) {
    double here = A2(w->reach, k, l);
    EACH(other, LEN(w->reach, 1)) if (A2(w->reach, k, other) > here) return 0;
    return here > 0.0;
}

static double common_danger(int64_t k, int64_t j, const World *w) {
    double worst = 0.0;
    EACH(l, LEN(w->danger, 0)) if (at_home(k, l, w) && at_home(j, l, w))
        worst = most_of(worst, 1.0 - A1(w->danger, l));
    return worst;
}

static void join_and_part(World *w, const Taste *t) {
    EACH(k, LEN(w->alive, 0)) EACH(j, k) {
        double close = least_of(A2(w->warranted, k, j), A2(w->warranted, j, k));
        int able = A1(w->alive, k) && A1(w->may_join, k) && A1(w->alive, j) && A1(w->may_join, j), together;
        if (A2(w->joint, k, j))
            together = able && close >= t->part_below;
        else
            together = (able && close >= t->join_above ? common_danger(k, j, w) : 0.0) > t->join_danger;
        A2(w->joint, k, j) = A2(w->joint, j, k) = (uint8_t)together;
    }
}

static void hold_office(World *w) {
    EACH(k, LEN(w->alive, 0)) A1(w->in_office, k) = 0;
    EACH(l, LEN(w->leading, 0)) {
        double held = 0.0;
        EACH(k, LEN(w->alive, 0)) held += A2(w->mandate, k, l) * A1(w->alive, k);
        A1(w->asked, l) = 0;
        A1(w->leading, l) = -1;
        EACH(k, LEN(w->alive, 0)) {
            double share = held > 0.0 ? A2(w->mandate, k, l) * A1(w->alive, k) / held : 0.0;
            if ((share > 0.0) != (A2(w->formal, k, l) > 0.0)) A1(w->asked, l) = 1;
            A2(w->formal, k, l) = share;
            if (share > 0.0) A1(w->in_office, k) = 1;
            int64_t first = A1(w->leading, l);
            if (share > 0.0 && (first < 0 || share > A2(w->formal, first, l))) A1(w->leading, l) = k;
        }
    }
}
