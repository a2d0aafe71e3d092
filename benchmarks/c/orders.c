/* How orders run through levers: theory/orders.py. */

static void follow(int64_t v, int64_t l, const People *p, World *w) {
    int64_t nobody = LEN(w->alive, 0);
    double *control = &A3(w->lever_control, l, v, 0);
    EACH(k, nobody + 1) control[k] = 0.0;
    EACH(g, LEN(w->operators, 1)) {
        double crew = A3(w->operators, v, g, l), known = 0.0;
        EACH(k, nobody) {
            double turned = A3(p->allegiance, g, l, k);
            known += turned;
            control[k] += crew * turned * A2(w->organ, k, l);
            control[nobody] += crew * turned * (1.0 - A2(w->organ, k, l));
        }
        double alone = A3(p->allegiance, g, l, nobody);
        control[nobody] += crew * (known + alone <= 0.0 ? 1.0 : alone);
    }
}

static double willing(int64_t i, int64_t v, int64_t l, const People *p, const World *w) {
    double share = 0.0;
    EACH(g, LEN(w->operators, 1)) share += A3(w->operators, v, g, l) * A3(p->acceptance, g, l, i);
    return share;
}

static double trust(int64_t i, int64_t k, const World *w) {
    if (i == k || !A1(w->alive, i)) return 0.0;
    return A2(w->joint, i, k) ? 1.0 : A2(w->endorsement, i, k);
}

static double obedience(int64_t k, int64_t v, int64_t l, const People *p, const World *w) {
    if (!A1(w->alive, k)) return 0.0;
    int64_t nobody = LEN(w->alive, 0), signer = A2(w->countersign, v, l);
    int governs = A2(w->formal, k, l) > 0.0;
    const double *control = &A3(w->lever_control, l, v, 0);
    double others = 0.0;
    if (governs) {
        EACH(i, nobody)
        if (i != k) others += A2(w->joint, i, k) ? control[i] : willing(i, v, l, p, w) * A2(w->organ, i, l);
        others += willing(nobody, v, l, p, w) * A2(w->organ, k, l);
        others *= A2(w->formal, k, l) / A2(w->formal, A1(w->leading, l), l);
    } else {
        EACH(i, nobody) others += control[i] * trust(i, k, w);
    }
    if (signer >= 0 && A1(w->alive, signer) && signer != k) {
        double once = governs ? 0.0 : control[signer] * trust(signer, k, w);
        others = once + (others - once) * A2(w->endorsement, signer, k);
    }
    return least_of(control[k] + others, 1.0);
}

static void obey(const People *p, World *w) {
    int64_t K = LEN(w->alive, 0);
    EACH(l, LEN(w->weight, 1)) {
        EACH(k, K) A2(w->compliance, l, k) = 0.0;
        EACH(k, K + 1) A2(w->real_power, l, k) = 0.0;
        EACH(v, LEN(w->weight, 0)) {
            follow(v, l, p, w);
            double striking = 0.0;
            EACH(g, LEN(w->operators, 1)) striking += A3(w->operators, v, g, l) * A2(p->active_share, g, l);
            EACH(k, K) {
                double working = 1.0 - striking * A2(w->formal, k, l);
                int heard = A2(w->open_to, k, l) || A2(w->formal, k, l) > 0.0;
                A3(w->lever_obedience, l, v, k) = heard ? obedience(k, v, l, p, w) * working : 0.0;
                A2(w->compliance, l, k) += A2(w->weight, v, l) * A3(w->lever_obedience, l, v, k);
            }
            EACH(k, K + 1) A2(w->real_power, l, k) += A2(w->weight, v, l) * A3(w->lever_control, l, v, k);
        }
    }
}

static double counted(int64_t g, int64_t l, const People *p, const World *w, const Taste *t) {
    return there(g, l, p, w) * (1.0 + (t->arms_count - 1.0) * A2(w->arms, g, l));
}

static void weigh_forces(const People *p, World *w, const Taste *t) {
    EACH(l, LEN(w->danger, 0)) {
        double loyal = 0.0, active = 0.0;
        EACH(g, LEN(w->population, 0)) {
            A2(w->legitimacy, g, l) = 0.0;
            EACH(k, LEN(p->acceptance, 2)) A2(w->legitimacy, g, l) += A3(p->acceptance, g, l, k);
            active += counted(g, l, p, w, t) * A2(p->active_share, g, l);
        }
        EACH(v, LEN(w->weight, 0)) {
            double crew = 0.0, obeyed = 0.0;
            EACH(g, LEN(w->population, 0)) crew += A3(w->operators, v, g, l) * counted(g, l, p, w, t);
            EACH(k, LEN(w->alive, 0)) obeyed += A3(w->lever_obedience, l, v, k) * A2(w->formal, k, l);
            loyal += A1(w->force, v) * crew * obeyed;
        }
        A1(w->loyal_force, l) = loyal;
        A1(w->active_force, l) = active;
        A1(w->danger, l) = active > 1e-9 ? 1.0 - exp(-loyal / active) : loyal > 0.0 ? 1.0 : 0.0;
    }
}

static void deliver_here(int64_t v, int64_t m, int64_t l, World *w, const Taste *t) {
    double now = A2(w->condition, l, m), moved = 0.0;
    EACH(k, LEN(w->alive, 0)) {
        double held = A3(w->lever_control, l, v, k) * A2(w->portfolio, k, m);
        double move = t->delivery * held * (A2(w->platform, k, m) - now);
        moved += move;
        EACH(g, move != 0.0 ? LEN(w->relief, 1) : 0) {
            double eased = unmet(g, l, m, now, w) - unmet(g, l, m, now + move, w);
            double weight = most_of(weighed(g, l, w), 1e-300);
            A3(w->relief, k, g, l) += A3(w->salience, g, l, m) / weight * eased;
        }
    }
    A2(w->condition, l, m) = least_of(1.0, most_of(-1.0, now + moved));
}

static void carry_out(const People *p, World *w, const Taste *t) {
    obey(p, w);
    weigh_forces(p, w, t);
    memset(w->relief.at, 0, (size_t)(w->relief.size * w->relief.item));
    EACH(v, LEN(w->delivers, 0)) EACH(l, LEN(w->weight, 1)) {
        int64_t m = A1(w->delivers, v);
        if (m >= 0 && A2(w->weight, v, l) > 0.0) deliver_here(v, m, l, w, t);
    }
    EACH(g, LEN(w->acts_on, 0)) {
        int64_t m = A1(w->acts_on, g);
        EACH(l, m >= 0 ? LEN(w->condition, 0) : 0) {
            double pace = t->direct_action * A2(p->active_share, g, l);
            A2(w->condition, l, m) += pace * (A2(w->mean_ideal, g, m) - A2(w->condition, l, m));
        }
    }
}
