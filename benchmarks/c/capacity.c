/* What authorities can do, and the room that they leave each other: theory/capacity.py and theory/niche.py. */

#define NEARBY(k, l) \
    for (int64_t k##_n = 0, k = A2(w->nearby, l, 0); k < LEN(w->alive, 0); k = A2(w->nearby, l, ++k##_n))

static double electing(int64_t k, int64_t v, int64_t l, const World *w) {
    double share = 0.0;
    EACH(g, LEN(w->operators, 1))
    if (A2(w->electors, k, g) > 0.0 && A2(w->electorate, k, l)) share += A3(w->operators, v, g, l);
    return share * A2(w->organ, k, l);
}

static void expect(World *w) {
    EACH(k, LEN(w->alive, 0)) {
        if (A1(w->alive, k) && !A1(w->known, k))
            EACH(l, LEN(w->capacity, 0)) EACH(v, LEN(w->capacity, 1))
        A3(w->capacity, l, v, k) = most_of(A2(w->formal, k, l), electing(k, v, l, w));
        A1(w->known, k) = A1(w->alive, k);
    }
}

static void learn(World *w, const Taste *t) {
    EACH(l, LEN(w->capacity, 0)) NEARBY(k, l) EACH(v, LEN(w->capacity, 1)) {
        double known = A3(w->capacity, l, v, k);
        double moves = A2(w->formal, k, l) > 0.0 ? A3(w->lever_obedience, l, v, k) : A3(w->lever_control, l, v, k);
        A3(w->capacity, l, v, k) = known + t->rho * (moves - known);
    }
}

static double moved(int64_t k, int64_t m, int64_t l, const World *w) {
    double everything = 0.0, delivering = 0.0, all_moved = 0.0, some = 0.0;
    EACH(v, LEN(w->capacity, 1)) {
        double weight = A2(w->weight, v, l), known = A3(w->capacity, l, v, k);
        everything += weight;
        all_moved += weight * known;
        if (A1(w->delivers, v) == m) {
            delivering += weight;
            some += weight * known;
        }
    }
    if (delivering > 0.0) return some / delivering;
    return everything > 0.0 ? all_moved / everything : 0.0;
}

static void judge(World *w, const Taste *t) {
    EACH(l, LEN(w->capacity, 0)) NEARBY(k, l) EACH(m, LEN(w->portfolio, 1)) {
        double able = A2(w->portfolio, k, m) * moved(k, m, l, w);
        A3(w->log_able, l, k, m) = log(most_of(t->paper + (1.0 - t->paper) * able, 1e-300));
    }
}

static double common_electors(int64_t k, int64_t j, const World *w) {
    double of_k = 0.0, of_j = 0.0, common = 0.0;
    EACH(g, LEN(w->electors, 1)) {
        of_k += A2(w->electors, k, g);
        of_j += A2(w->electors, j, g);
    }
    EACH(g, LEN(w->electors, 1))
    if (of_k > 0.0 && of_j > 0.0)
        common += least_of(A2(w->electors, k, g) / of_k, A2(w->electors, j, g) / of_j);
    return common;
}

static double alike_in_electors(int64_t k, int64_t j, int64_t l, const World *w) {
    int of_k = 0, of_j = 0;
    EACH(g, LEN(w->electors, 1)) {
        of_k |= A2(w->electors, k, g) > 0.0 && A2(w->electorate, k, l) > 0;
        of_j |= A2(w->electors, j, g) > 0.0 && A2(w->electorate, j, l) > 0;
    }
    return of_k && of_j ? common_electors(k, j, w) : of_k == of_j ? 1.0 : 0.0;
}

static double common_matters(int64_t k, int64_t j, const World *w) {
    double both = 0.0, of_k = 0.0, of_j = 0.0;
    EACH(m, LEN(w->portfolio, 1)) {
        both += A2(w->portfolio, k, m) * A2(w->portfolio, j, m);
        of_k += A2(w->portfolio, k, m) * A2(w->portfolio, k, m);
        of_j += A2(w->portfolio, j, m) * A2(w->portfolio, j, m);
    }
    return of_k > 0.0 && of_j > 0.0 ? both / sqrt(of_k * of_j) : 0.0;
}

static void compare(int64_t l, World *w, const Taste *t) {
    NEARBY(k, l) {
        A2(w->likeness, k, k) = 1.0;
        EACH(o, k_n) {
            int64_t j = A2(w->nearby, l, o);
            double alike = alike_in_electors(k, j, l, w) * common_matters(k, j, w);
            alike *= exp(-t->niche * apart(k, j, w));
            A2(w->likeness, k, j) = A2(w->likeness, j, k) = alike;
        }
    }
}

static void make_room(People *p, World *w, const Taste *t) {
    int64_t at = -1;
    EACH(c, LEN(p->size, 0)) {
        if (A1(w->cell_place, c) != at) {
            at = A1(w->cell_place, c);
            compare(at, w, t);
        }
        NEARBY(k, at) {
            double alike = 0.0, own = A2(p->around, c, k) + t->newcomer;
            NEARBY(j, at) alike += A2(w->likeness, k, j) * (A2(p->around, c, j) + t->newcomer);
            A2(p->room, c, k) = log(most_of(own / most_of(alike, 1e-300), 1e-300));
        }
    }
}
