/* The run on the levels -1, 1 with a quadratic loss, as one would write it by hand in C.
   A test holds it to the kernel, bit for bit. With -DALONE it is a program, which runs as many
   steps of 10 coordinates as it is told. */
#include <stdint.h>
#include <stdlib.h>

double run(double *w, int64_t d, int64_t steps, const double *levels, int64_t count,
           double stepsize, double epsilon, double alpha, double clip, double center,
           int64_t *branches) {
    double least = 1e300;
    for (int64_t k = 0; k <= steps; k++) {
        double squared = 0.0, gamma = k < steps ? stepsize : 0.0;
        for (int64_t i = 0; i < d; i++) {
            double x = w[i], g = x - center, psi, slope, v = -g;
            int64_t cell = 0, branch = 0;
            while (cell < count && levels[cell] <= x) cell++;
            if (cell == 0) {
                psi = epsilon - (levels[0] - x);
                slope = 1.0;
            } else if (cell == count) {
                psi = epsilon - (x - levels[count - 1]);
                slope = -1.0;
            } else {
                psi = epsilon - (x - levels[cell - 1]) * (levels[cell] - x);
                slope = -(levels[cell - 1] + levels[cell] - 2 * x);
            }
            if (psi <= 0.0) {
                double along = -g * slope;
                if (slope == 0.0) {
                    branch = 1;
                    v = clip;
                } else if (along < -alpha * psi) {
                    branch = along >= 0.0 ? 1 : 2;
                    v = -alpha * psi / slope;
                    v = v > clip ? clip : v < -clip ? -clip : v;
                }
            }
            branches[branch]++;
            squared += v * v;
            w[i] = x + gamma * v;
        }
        if (squared < least) least = squared;
    }
    return least;
}

#ifdef ALONE
int main(int count, char **words) {
    double w[10], levels[2] = {-1.0, 1.0};
    int64_t branches[3] = {0, 0, 0};
    for (int i = 0; i < 10; i++) w[i] = 0.4 * i - 1.8;
    int64_t steps = count > 1 ? atoll(words[1]) : 0;
    return run(w, 10, steps, levels, 2, 0.01, 0.2, 1.0, 1.0, 0.3, branches) < 0.0;
}
#endif
