/* Random numbers keyed by day, person, purpose and option, as in theory/random_streams.py. */
#define STRIDE_PERSON 0x9E3779B97F4A7C15u
#define STRIDE_OPTION 0xD1B54A32D192ED03u
#define STRIDE_PURPOSE 0xAEF17502108EF2D9u
#define UNIT 0x1p-52

enum { RECONSIDER = 11, PRESSING, CHOOSE, VOTE, ACCEPT, SEIZE };

static inline uint64_t mix(uint64_t bits) {
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
    return bits ^ (bits >> 31);
}

/* What all persons share of a purpose and an option. */
static inline uint64_t stream_of(uint64_t key, uint64_t purpose, uint64_t option) {
    return mix(mix((key ^ purpose * STRIDE_PURPOSE) + 1) ^ (option + 1) * STRIDE_OPTION);
}

static inline uint64_t word_of(uint64_t stream, uint64_t person) {
    return mix(stream + (person + 1) * STRIDE_PERSON);
}

static inline double unit_of(uint64_t word) { return ((double)(int64_t)(word >> 12) + 0.5) * UNIT; }

static inline double uniform(uint64_t key, uint64_t person, uint64_t purpose, uint64_t option) {
    return unit_of(word_of(stream_of(key, purpose, option), person));
}

static inline double gumbel_of(uint64_t word) { return -log(-log(unit_of(word))); }

/* Bounds of Gumbel and logistic numbers in the bin of a uniform number, which are its first bits: whoever is
   beyond the reach of another by them need not take logarithms. The hair more is for rounding. */
#define BIN_BITS 10
#define BINS (1 << BIN_BITS)
static double gumbel_least[BINS], gumbel_most[BINS], logistic_least[BINS], logistic_most[BINS];

static inline uint64_t bin_of(uint64_t word) { return word >> (64 - BIN_BITS); }

static void make_bounds(void) {
    gumbel_least[0] = logistic_least[0] = -INFINITY;
    gumbel_most[BINS - 1] = logistic_most[BINS - 1] = INFINITY;
    for (int b = 1; b < BINS; b++) {
        double edge = (double)b / BINS;
        gumbel_most[b - 1] = -log(-log(edge)) + 1e-9;
        gumbel_least[b] = -log(-log(edge)) - 1e-9;
        logistic_most[b - 1] = log(edge / (1.0 - edge)) + 1e-9;
        logistic_least[b] = log(edge / (1.0 - edge)) - 1e-9;
    }
}
