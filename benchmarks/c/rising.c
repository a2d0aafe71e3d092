/* Who rises, cell by cell: theory/rule.py. Most surely stay at home, and are told by their threshold alone. */

static int rises(const Cell *s, int32_t i, int64_t issue, const double *call, const double *party_call) {
    const People *p = s->p;
    const World *w = s->w;
    const Taste *t = s->t;
    double gap = fabs(A2(p->ideal, i, issue) * IDEAL_STEP - A2(w->condition, s->l, issue));
    double push = gap * (1.0 - A1(p->accepts, i)) + t->kappa * A1(p->around_active, s->c);
    push = push + call[A1(p->authority, i)] + party_call[A1(p->party, i)];
    int armed = A1(p->armed_rank, i) * ARMS_STEP < A2(w->arms, s->g, s->l);
    double danger = t->risk * A1(w->danger, s->l);
    double least = danger / most_of(t->arms_count, 1.0);
    return A2(w->season, s->g, s->l) * push - (armed ? least : danger) > A1(p->threshold, i) * NERVE_STEP;
}

/* Of whom the threshold lies below what may drive anyone who accepts, or who does not. */
static void restive(const Cell *s, int64_t first, int64_t last, uint8_t *restrict may) {
    const People *p = s->p;
    double quiet = A1(p->stirred, s->c) + 1e-9, worst = 0.0;
    EACH(m, s->M) worst = most_of(worst, 1.28 + fabs(A2(s->w->condition, s->l, m)));
    double angry = quiet + A2(s->w->season, s->g, s->l) * worst;
    int32_t refusing = (int32_t)ceil(least_of(angry / NERVE_STEP + 1e-6, 1e6));
    int32_t accepting = (int32_t)ceil(least_of(quiet / NERVE_STEP + 1e-6, 1e6));
    const int16_t *restrict threshold = &A1(p->threshold, first);
    const uint8_t *restrict accepts = &A1(p->accepts, first);
    EACH(j, last - first) may[j] = threshold[j] < (accepts[j] ? accepting : refusing);
}

/* The rows of a block whose spokesmen may rise, and these. */
static int64_t spoken_for(const Cell *s, int64_t first, int64_t last, int32_t *restrict row, int32_t *restrict who) {
    const int32_t *restrict spokesman = &A1(s->p->spokesman, first);
    uint8_t may[BLOCK], told;
    int64_t count = 0, bound = 0;
    restive(s, first, last, may);
    EACH(j, last - first) bound |= spokesman[j] ^ (int32_t)(first + j);
    if (bound) EACH(j, last - first) if (spokesman[j] != first + j) {
        restive(s, spokesman[j], spokesman[j] + 1, &told);
        may[j] = told;
    }
    EACH(j, last - first) {
        row[count] = (int32_t)(first + j);
        who[count] = spokesman[j];
        count += may[j];
    }
    return count;
}

static void rise(const Cell *s, int64_t first, int64_t last, const double *call, const double *party_call) {
    int32_t row[BLOCK], who[BLOCK];
    int64_t issue[BLOCK], count = spoken_for(s, first, last, row, who), before = 0, now = 0;
    uint64_t word[BLOCK];
    uint8_t *restrict active = s->p->active.at;
    for (int64_t i = first; i < last; i++) before += active[i];
    memset(active + first, 0, (size_t)(last - first));
    draw(stream_of(s->key, PRESSING, 0), who, count, word);
    press_on(s, word, count, issue);
    EACH(j, count) {
        int risen = rises(s, who[j], issue[j], call, party_call);
        active[row[j]] = (uint8_t)risen;
        now += risen;
    }
    A2(s->p->risen, s->c, 0) += (double)(now - before);
}

/* A day of a cell. */
static void live(const Cell *s, Thinkers *a, Contest *x) {
    const People *p = s->p;
    int64_t first = A1(p->start, s->c), last = A1(p->start, s->c + 1);
    int lost = 0;
    EACH(k, s->K) lost |= A2(p->turned, s->c, k) > 0.0 && !A2(s->w->open_to, k, s->l);
    for (int64_t i = first; i < last; i += BLOCK) {
        a->count = gather(s, i, i + BLOCK < last ? i + BLOCK : last, lost, a->row);
        choose(s, a, x);
        want(s, a);
        accept(s, a);
        vote(s, a, x);
        settle(s, a);
    }
    double call[OPTIONS], party_call[OPTIONS];
    EACH(k, s->K) call[k] = s->t->heed * A2(s->w->call, k, s->l);
    EACH(q, s->Q) party_call[q] = s->t->heed * A2(s->w->party_call, q, s->l);
    call[s->K] = party_call[s->Q] = 0.0; /* nobody calls nobody */
    for (int64_t i = first; i < last; i += BLOCK) rise(s, i, i + BLOCK < last ? i + BLOCK : last, call, party_call);
}
