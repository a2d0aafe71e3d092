/* The whole model in C: what a day costs at least. The rules are those of src/dualsim/theory, in the same order
   of additions, so that answers are the same; benchmarks/limit.py compiles this and hands it the tables of a run. */
#include "c/tables.h"

#include "c/random.h"

#include "c/authorities.c"
#include "c/capacity.c"
#include "c/founding.c"
#include "c/life.c"
#include "c/orders.c"
#include "c/people.c"
#include "c/power.c"
#include "c/proximity.c"
#include "c/rising.c"

void begin(void) { make_bounds(); }

void dawn(People *p, World *w, const Taste *t) { fade_and_grow(p, w, t); }

void hold_fast(World *w) { hold(w); }

void morning(int64_t day, uint64_t key, People *p, World *w, const Taste *t) {
    EACH(k, LEN(w->alive, 0)) if (A1(w->alive, k)) sit(k, p, w, t);
    EACH(k, LEN(w->alive, 0)) if (A1(w->alive, k)) endorse(k, p, w, t);
    claim(p, w, t);
    take_power(day, key, w, t);
    live_on(p, w, t);
    found_bodies(p, w, t);
    join_and_part(w, t);
    hold_office(w);
    relate(w);
    expect(w);
    judge(w, t);
    make_room(p, w, t);
    stir(p, w, t);
}

/* Everyone of the cells from that of row `first` to before that of row `last`. */
void people(int64_t first, int64_t last, uint64_t key, People *p, World *w, const Taste *t) {
    Thinkers thinkers;
    Contest contest;
    int64_t M = LEN(p->ideal, 1), K = LEN(w->alive, 0), Q = LEN(w->claim, 0);
    for (int64_t i = first; i < last;) {
        int64_t c = A1(p->cell, i);
        Cell s = {c, A1(w->cell_group, c), A1(w->cell_place, c), M, K, Q, key, p, w, t};
        live(&s, &thinkers, &contest);
        i = A1(p->start, c + 1);
    }
}

void evening(int64_t day, People *p, World *w, const Taste *t, const Pressures *s) {
    share_out(p, w, t->own_cell);
    attend(w);
    carry_out(p, w, t);
    learn(w, t);
    look_for_help(p, w, t);
    answer_for(w, t->answer);
    earn(w, t);
    grow_impatient(w, t);
    EACH(n, LEN(s->pull, 0)) EACH(l, LEN(w->condition, 0)) if (A1(s->place, n) < 0 || A1(s->place, n) == l) {
        double *now = &A2(w->condition, l, A1(s->issue, n));
        *now += A1(s->pull, n) * (A2(s->level, n, day) - *now);
    }
    hold(w);
}
