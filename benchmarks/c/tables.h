/* Tables by their indices. layout.h is written from theory/state.py: where each table lies, its type and shape. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "layout.h"

#define A1(t, i) (t).at[i]
#define A2(t, i, j) (t).at[(i) * (t).shape[1] + (j)]
#define A3(t, i, j, k) (t).at[((i) * (t).shape[1] + (j)) * (t).shape[2] + (k)]
#define A4(t, i, j, k, l) (t).at[(((i) * (t).shape[1] + (j)) * (t).shape[2] + (k)) * (t).shape[3] + (l)]
#define LEN(t, axis) ((t).shape[axis])
#define EACH(i, count) for (int64_t i = 0, i##_end = (count); i < i##_end; i++)

#define IDEAL_STEP 0.01
#define NERVE_STEP 0.0005
#define ARMS_STEP (1.0 / 65536.0)
#define BELOW 128

static inline double most_of(double a, double b) { return a > b ? a : b; }
static inline double least_of(double a, double b) { return a < b ? a : b; }

/* Share that is gone after some days of what goes at a rate a day: theory/pace.py. */
static inline double over(double rate, double days) {
    return days == 1.0 ? rate : 1.0 - pow(1.0 - (rate < 1.0 ? rate : 1.0), days);
}

/* Mean |x - level| over the people of a group in a place. */
static inline double unmet(int64_t g, int64_t l, int64_t m, double level, const World *w) {
    int64_t step = (int64_t)floor(level / IDEAL_STEP) + BELOW;
    step = step < 0 ? 0 : step > 2 * BELOW - 1 ? 2 * BELOW - 1 : step;
    double share = A4(w->ideal_below, g, l, m, step), lower = A4(w->ideal_sum, g, l, m, step);
    return level * (2.0 * share - 1.0) + A4(w->ideal_sum, g, l, m, 2 * BELOW - 1) - 2.0 * lower;
}

static inline double weighed(int64_t g, int64_t l, const World *w) {
    double weight = 0.0;
    EACH(m, LEN(w->salience, 2)) weight += A3(w->salience, g, l, m);
    return weight;
}

static inline double there(int64_t g, int64_t l, const People *p, const World *w) {
    return A2(w->population, g, l) * A2(p->present, g, l);
}
