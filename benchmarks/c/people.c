/* A day of the people, cell by cell: theory/rule.py. Draws and distances are worked out for many at a time. */
#define BLOCK 256  /* people in hand */
#define ISSUES 32  /* most of them */
#define OPTIONS 128 /* most of them: authorities or parties that one may turn to, and nobody */

typedef struct { /* those of a block who think again */
    int64_t count;
    int32_t row[BLOCK];
    double wish[ISSUES][BLOCK], own[BLOCK];
    int64_t issue[BLOCK];
    int32_t authority[BLOCK], party[BLOCK], accepts[BLOCK]; /* what they come to */
    uint64_t word[BLOCK];
} Thinkers;

typedef struct { /* what they may choose, the scores apart from luck, and what may become of them with it */
    int64_t count;
    int32_t option[OPTIONS];
    uint64_t stream[OPTIONS];
    double score[OPTIONS][BLOCK], most[OPTIONS][BLOCK], best[BLOCK];
    int64_t first[BLOCK], rivals[BLOCK];
} Contest;

typedef struct { /* what a cell has in common */
    int64_t c, g, l, M, K, Q;
    uint64_t key;
    const People *p;
    const World *w;
    const Taste *t;
} Cell;

static void draw(uint64_t stream, const int32_t *restrict row, int64_t count, uint64_t *restrict word) {
    EACH(j, count) word[j] = word_of(stream, (uint64_t)(uint32_t)row[j]);
}

/* Which issue presses, for many: attention is passed from the first on while it is less than the draw. */
static void press_on(const Cell *s, const uint64_t *restrict word, int64_t count, int64_t *restrict issue) {
    const double *attention = &A3(s->w->attention, s->g, s->l, 0);
    double left[BLOCK];
    EACH(j, count) left[j] = unit_of(word[j]);
    EACH(j, count) issue[j] = 0;
    EACH(m, s->M - 1) {
        double share = attention[m];
        EACH(j, count) {
            left[j] -= share;
            issue[j] += left[j] >= 0.0;
        }
    }
}

/* Those from row `first` to before `last` who think again. */
static int64_t gather(const Cell *s, int64_t first, int64_t last, int lost, int32_t *restrict row) {
    uint64_t stream = stream_of(s->key, RECONSIDER, 0);
    uint8_t thinks[BLOCK];
    double edge = ceil(s->t->rho * 0x1p52 - 0.5); /* unit_of(word) < rho, in whole numbers */
    uint64_t least = edge <= 0.0 ? 0 : edge >= 0x1p52 ? 1ull << 52 : (uint64_t)edge;
    if (A1(s->w->asked, s->l)) least = 1ull << 52;
    EACH(j, last - first) thinks[j] = word_of(stream, (uint64_t)(first + j)) >> 12 < least;
    if (lost) EACH(j, last - first) thinks[j] |= !A2(s->w->open_to, A1(s->p->authority, first + j), s->l);
    int64_t count = 0;
    EACH(j, last - first) {
        row[count] = (int32_t)(first + j);
        count += thinks[j];
    }
    return count;
}

static void enter(const Thinkers *a, Contest *x, int64_t n) {
    draw(x->stream[n], a->row, a->count, (uint64_t *)x->most[n]);
    const double *restrict score = x->score[n];
    double *restrict most = x->most[n], *restrict best = x->best;
    int64_t *restrict first = x->first;
    EACH(j, a->count) {
        uint64_t bin = bin_of(((const uint64_t *)x->most[n])[j]);
        double least = score[j] + gumbel_least[bin];
        most[j] = score[j] + gumbel_most[bin];
        first[j] = least > best[j] ? n : first[j];
        best[j] = least > best[j] ? least : best[j];
    }
}

/* With luck in full, as few come so near to each other; theirs first, which wins where two are equal. */
static int32_t decided(const Thinkers *a, const Contest *x, int64_t j, int32_t mine) {
    int32_t best = x->option[x->count - 1];
    double most = -INFINITY;
    for (int own = 1; own >= 0; own--)
        EACH(n, x->count) if ((x->option[n] == mine) == own && x->most[n][j] >= x->best[j]) {
            double score = x->score[n][j] + gumbel_of(word_of(x->stream[n], (uint64_t)(uint32_t)a->row[j]));
            if (score > most) {
                most = score;
                best = x->option[n];
            }
        }
    return best;
}

/* Add luck to scores and see who wins: mostly by what luck is at least and at most. */
static void contest(const Thinkers *a, Contest *x, const int16_t *mine, int32_t *restrict chosen) {
    EACH(j, a->count) {
        x->best[j] = -INFINITY;
        x->first[j] = x->rivals[j] = 0;
    }
    EACH(n, x->count) enter(a, x, n);
    EACH(n, x->count) EACH(j, a->count) x->rivals[j] += x->most[n][j] >= x->best[j];
    EACH(j, a->count)
    chosen[j] = x->rivals[j] == 1 ? x->option[x->first[j]] : decided(a, x, j, mine[a->row[j]]);
}

static void appeal_of(const Cell *s, const Thinkers *a, int64_t k, double *restrict score) {
    const World *w = s->w;
    const Taste *t = s->t;
    double company = t->company * A2(s->p->around, s->c, k), serves[ISSUES], beta = t->beta, gamma = t->gamma;
    if (k == s->K) {
        EACH(j, a->count) score[j] = beta * (company + t->none);
        return;
    }
    double known = A3(w->credit, k, s->g, s->l) + t->omega * A2(w->log_reach, k, s->l);
    double elects = A2(w->electors, k, s->g) > 0.0 && A2(w->electorate, k, s->l) ? t->psi : 0.0;
    double room = A2(s->p->room, s->c, k);
    const double *restrict platform = &A2(w->platform, k, 0), *restrict wish = a->wish[0];
    const int64_t *restrict issue = a->issue;
    EACH(m, s->M) serves[m] = t->chi * A3(w->log_able, s->l, k, m);
    EACH(j, a->count) {
        double away = wish[j] - platform[issue[j]];
        double appeal = company + (serves[issue[j]] - gamma * (away * away));
        score[j] = beta * ((appeal + known) + elects) + room;
    }
}

static void choose(const Cell *s, Thinkers *a, Contest *x) {
    draw(stream_of(s->key, PRESSING, 0), a->row, a->count, a->word);
    press_on(s, a->word, a->count, a->issue);
    EACH(j, a->count) a->wish[0][j] = A2(s->p->ideal, a->row[j], a->issue[j]) * IDEAL_STEP;
    x->count = 0;
    for (int64_t k; (k = A2(s->w->nearby, s->l, x->count)) >= 0; x->count++) {
        x->option[x->count] = (int32_t)k;
        x->stream[x->count] = stream_of(s->key, CHOOSE, (uint64_t)k);
        appeal_of(s, a, k, x->score[x->count]);
    }
    contest(a, x, s->p->authority.at, a->authority);
}

/* What they want, and what is their own in a distance: mean w x^2. */
static void want(const Cell *s, Thinkers *a) {
    const double *relative = &A3(s->w->relative_salience, s->g, s->l, 0);
    EACH(m, s->M) EACH(j, a->count) a->wish[m][j] = A2(s->p->ideal, a->row[j], m) * IDEAL_STEP;
    EACH(j, a->count) a->own[j] = 0.0;
    EACH(m, s->M) {
        double weight = relative[m];
        EACH(j, a->count) a->own[j] += weight * (a->wish[m][j] * a->wish[m][j]);
    }
}

static void lean_on(const Cell *s, const Thinkers *a, double gap, const double *lean, double *restrict far) {
    EACH(j, a->count) far[j] = a->own[j] + gap;
    EACH(m, s->M) {
        double pull = lean[m];
        EACH(j, a->count) far[j] -= pull * a->wish[m][j];
    }
}

static void accept(const Cell *s, Thinkers *a) {
    const World *w = s->w;
    const Taste *t = s->t;
    int64_t leading = A1(w->leading, s->l);
    double far[BLOCK], credit = A2(w->office_credit, s->g, s->l);
    double fresh = t->honeymoon * A1(w->office_new, s->l);
    draw(stream_of(s->key, ACCEPT, 0), a->row, a->count, a->word);
    lean_on(s, a, A2(w->office_gap, s->g, s->l), &A3(w->office_lean, s->g, s->l, 0), far);
    EACH(j, a->count) {
        int32_t mine = a->authority[j];
        double appeal = t->accept - t->gamma_accept * far[j] + credit;
        appeal += fresh;
        if (mine < s->K) appeal += t->word * A2(w->office_word, mine, s->l);
        double score = t->beta * appeal;
        uint64_t bin = bin_of(a->word[j]);
        int willing = score > logistic_most[bin];
        if (!willing && score > logistic_least[bin]) {
            double drawn = unit_of(a->word[j]);
            willing = score > log(drawn / (1.0 - drawn));
        }
        a->accepts[j] = leading < 0 ? 0 : mine == leading ? 1 : willing;
    }
}

static void vote_scores(const Cell *s, const Thinkers *a, int64_t q, double *restrict score) {
    const World *w = s->w;
    const Taste *t = s->t;
    double company = t->company_party * A2(s->p->around_party, s->c, q), beta = t->beta, gamma = t->gamma_party;
    if (q == s->Q) {
        EACH(j, a->count) score[j] = beta * (company + t->abstain);
        return;
    }
    double credit = A3(w->party_credit, q, s->g, s->l), apart = t->opposition * A3(w->opposition, q, s->g, s->l);
    double yes = company + (credit - apart), no = company + (credit + apart);
    double known = t->omega_party * A2(w->log_organisation, q, s->l);
    const int32_t *restrict accepts = a->accepts;
    lean_on(s, a, A3(w->party_gap, s->g, s->l, q), &A4(w->party_lean, s->g, s->l, q, 0), score);
    EACH(j, a->count) score[j] = beta * ((accepts[j] ? yes : no) + (known - gamma * score[j]));
}

static void vote(const Cell *s, Thinkers *a, Contest *x) {
    x->count = 0;
    EACH(q, s->Q + 1) if (q == s->Q || A2(s->w->organisation, q, s->l) > 0.0) {
        x->option[x->count] = (int32_t)q;
        x->stream[x->count] = stream_of(s->key, VOTE, (uint64_t)q);
        vote_scores(s, a, q, x->score[x->count++]);
    }
    contest(a, x, s->p->party.at, a->party);
}

/* What they came to takes the place of what they chose before, and is counted. */
static void settle(const Cell *s, const Thinkers *a) {
    const People *p = s->p;
    double *turned = &A2(p->turned, s->c, 0), *accepting = &A2(p->accepting, s->c, 0);
    double *voting = &A2(p->voting, s->c, 0), *against = &A2(p->voting_against, s->c, 0);
    EACH(j, a->count) {
        int32_t i = a->row[j], k = A1(p->authority, i), q = A1(p->party, i), accepts = A1(p->accepts, i);
        if (k == a->authority[j] && q == a->party[j] && accepts == a->accepts[j]) continue;
        turned[k] -= 1.0;
        voting[q] -= 1.0;
        *(accepts ? &accepting[k] : &against[q]) -= 1.0;
        k = a->authority[j];
        q = a->party[j];
        turned[k] += 1.0;
        voting[q] += 1.0;
        *(a->accepts[j] ? &accepting[k] : &against[q]) += 1.0;
        A1(p->authority, i) = (int16_t)k;
        A1(p->party, i) = (int16_t)q;
        A1(p->accepts, i) = (uint8_t)a->accepts[j];
    }
}
