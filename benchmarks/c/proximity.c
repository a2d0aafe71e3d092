/* How parties and whoever governs look from each group: theory/proximity.py, and theory/rule.py's stir. */

static void look_about(int64_t l, World *w) {
    int64_t found = 0, K = LEN(w->alive, 0);
    EACH(k, K) {
        A2(w->log_reach, k, l) = log(most_of(A2(w->reach, k, l), 1e-300));
        A2(w->open_to, k, l) = A1(w->alive, k) && A2(w->reach, k, l) > 0.0;
        if (A2(w->open_to, k, l)) A2(w->nearby, l, found++) = k;
    }
    A2(w->nearby, l, found) = K;
    A2(w->nearby, l, found + 1) = -1;
    EACH(q, LEN(w->claim, 0)) A2(w->log_organisation, q, l) = log(most_of(A2(w->organisation, q, l), 1e-300));
}

static int stands(int64_t q, const World *w) {
    int somewhere = 0;
    EACH(l, LEN(w->organisation, 1)) somewhere |= A2(w->organisation, q, l) > 0.0;
    return somewhere;
}

static void stand_apart(int64_t l, World *w) {
    int64_t M = LEN(w->policy, 1), Q = LEN(w->claim, 0);
    EACH(m, M) A2(w->policy, l, m) = 0.0;
    EACH(k, LEN(w->alive, 0)) EACH(m, M) A2(w->policy, l, m) += A2(w->formal, k, l) * A2(w->platform, k, m);
    EACH(g, LEN(w->opposition, 1)) {
        double mean = 0.0, weight = most_of(weighed(g, l, w), 1e-300);
        int64_t parties = 0;
        EACH(q, Q) {
            double far = 0.0;
            EACH(m, M) {
                double away = A2(w->programme, q, m) - A2(w->policy, l, m);
                far += A3(w->salience, g, l, m) / weight * away * away;
            }
            far = sqrt(far);
            A3(w->opposition, q, g, l) = far;
            if (stands(q, w)) {
                mean += far;
                parties++;
            }
        }
        EACH(q, Q) {
            double gap = A3(w->opposition, q, g, l) - mean / (double)(parties > 1 ? parties : 1);
            A3(w->opposition, q, g, l) = A1(w->leading, l) >= 0 ? gap : 0.0;
        }
    }
}

static void see_parties(int64_t g, int64_t l, World *w) {
    EACH(q, LEN(w->claim, 0)) {
        A3(w->party_gap, g, l, q) = 0.0;
        EACH(m, LEN(w->salience, 2)) {
            double pull = A3(w->relative_salience, g, l, m) * A2(w->programme, q, m);
            A3(w->party_gap, g, l, q) += pull * A2(w->programme, q, m);
            A4(w->party_lean, g, l, q, m) = 2.0 * pull;
        }
    }
}

static void see_office(int64_t g, int64_t l, World *w) {
    A2(w->office_gap, g, l) = A2(w->office_credit, g, l) = 0.0;
    EACH(m, LEN(w->salience, 2)) A3(w->office_lean, g, l, m) = 0.0;
    EACH(j, LEN(w->alive, 0)) if (A2(w->formal, j, l) > 0.0) {
        A2(w->office_credit, g, l) += A2(w->formal, j, l) * A3(w->credit, j, g, l);
        EACH(m, LEN(w->salience, 2)) {
            double pull = A2(w->formal, j, l) * A3(w->relative_salience, g, l, m) * A2(w->platform, j, m);
            A2(w->office_gap, g, l) += pull * A2(w->platform, j, m);
            A3(w->office_lean, g, l, m) += 2.0 * pull;
        }
    }
}

static void relate(World *w) {
    EACH(l, LEN(w->leading, 0)) {
        look_about(l, w);
        stand_apart(l, w);
        EACH(k, LEN(w->alive, 0)) {
            A2(w->office_word, k, l) = 0.0;
            EACH(j, LEN(w->alive, 0)) if (A2(w->formal, j, l) > 0.0)
                A2(w->office_word, k, l) += A2(w->formal, j, l) * (k == j ? 1.0 : A2(w->endorsement, k, j));
        }
        A1(w->office_new, l) = 0.0;
        EACH(k, LEN(w->alive, 0)) if (A2(w->formal, k, l) > 0.0) {
            double answered = A2(w->responsibility, k, l) * A2(w->formal, A1(w->leading, l), l);
            A1(w->office_new, l) += most_of(0.0, A2(w->formal, k, l) - answered);
        }
        EACH(g, LEN(w->salience, 0)) {
            double weight = most_of(weighed(g, l, w), 1e-9);
            EACH(m, LEN(w->salience, 2))
            A3(w->relative_salience, g, l, m) = A3(w->salience, g, l, m) / weight;
            see_parties(g, l, w);
            see_office(g, l, w);
        }
    }
}

static void stir(People *p, World *w, const Taste *t) {
    EACH(c, LEN(p->stirred, 0)) {
        int64_t g = A1(w->cell_group, c), l = A1(w->cell_place, c);
        double loudest = 0.0, loudest_party = 0.0;
        EACH(k, LEN(w->call, 0)) loudest = most_of(loudest, A2(w->call, k, l));
        EACH(q, LEN(w->party_call, 0)) loudest_party = most_of(loudest_party, A2(w->party_call, q, l));
        double push = t->kappa * A1(p->around_active, c) + t->heed * (loudest + loudest_party);
        double least = t->risk * A1(w->danger, l) / most_of(t->arms_count, 1.0);
        A1(p->stirred, c) = A2(w->season, g, l) * push - least;
    }
}
