namespace DevFlow.Benchmarks.Forecast;

/// <summary>One generated hour of calls against a limit of 5,000, with the hour and a half before it; in whole seconds from the window's start.</summary>
/// <param name="Kind">What shape the calls have.</param>
/// <param name="Calls">Calls in each second; the window starts at the element <see cref="WindowStart"/>.</param>
internal sealed record Workload(string Kind, int[] Calls)
{
    public const int Limit = 5000;
    public const int Window = 3600;
    public const int WindowStart = 5400;

    private const double Fair = (double)Limit / Window;

    // Every shape draws its parameters anew for each window, around the rate that would just use the window up, so
    // that some windows are exhausted early, some late and some never.
    private static readonly (string Kind, Func<Random, Func<double, double>> Shape)[] Shapes =
    [
        ("constant", static random => Constant(Between(random, 0.5, 2))),
        ("ramp", static random => Ramp(Between(random, 0.1, 0.6), Between(random, 1, 3))),
        ("decay", static random => Decay(Between(random, 1.5, 4), Between(random, 900, 2400))),
        ("step", static random => Step(Between(random, 0.2, 0.8), Between(random, 1, 3.5), Between(random, 600, 2400))),
        ("on-off", static random => OnOff(Between(random, 1, 4), Between(random, 0, 600))),
        ("cron", static random => Cron(random, Between(random, 0.1, 0.5), Between(random, 400, 1600), Between(random, 60, 120), Between(random, 0, 900))),
        ("spiky", static random => Spiky(random, Between(random, 0.4, 1.2))),
    ];

    public static IEnumerable<string> Kinds => Shapes.Select(static shape => shape.Kind);

    /// <summary>The calls of a second of the window; the seconds before it are negative.</summary>
    public int this[int second] => Calls[WindowStart + second];

    public static IEnumerable<Workload> Generate(int seed, int windowsOfEach)
    {
        Random random = new(seed);
        foreach ((string kind, Func<Random, Func<double, double>> shape) in Shapes)
        {
            for (int i = 0; i < windowsOfEach; i++)
            {
                yield return new Workload(kind, Draw(random, shape(random)));
            }
        }
    }

    /// <summary>In which second the window's last unit is asked for; null where some are left at its end.</summary>
    public int? EmptyAfter()
    {
        int used = 0;
        for (int second = 0; second < Window; second++)
        {
            used += this[second];
            if (used >= Limit)
            {
                return second + 1;
            }
        }

        return null;
    }

    private static Func<double, double> Constant(double rate) => _ => rate;

    private static Func<double, double> Ramp(double from, double to) => t => from + ((to - from) * Math.Clamp(t / Window, 0, 1));

    private static Func<double, double> Decay(double from, double halfLife) => t => from * Math.Pow(0.5, Math.Max(0, t) / halfLife);

    private static Func<double, double> Step(double before, double after, double at) => t => t < at ? before : after;

    private static Func<double, double> OnOff(double rate, double phase) => t => Phase(t + phase, 600) < 300 ? rate : 0;

    // A job every quarter of an hour: never at the same second, never quite as large.
    private static Func<double, double> Cron(Random random, double between, double calls, double duration, double phase)
    {
        (double Start, double Size)[] runs = new (double, double)[1 + ((WindowStart + Window) / 900)];
        for (int i = 0; i < runs.Length; i++)
        {
            runs[i] = (phase + (900 * (i - 7)) + Between(random, 0, 20), calls * Between(random, 0.8, 1.2) / duration / Fair);
        }

        return t => between + runs.Sum(run => t >= run.Start && t < run.Start + duration ? run.Size : 0);
    }

    // Each minute its own level, and bursts that nobody announces.
    private static Func<double, double> Spiky(Random random, double rate)
    {
        double[] minutes = new double[(WindowStart + Window) / 60];
        for (int i = 0; i < minutes.Length; i++)
        {
            minutes[i] = rate * Math.Exp(0.6 * Normal(random)) + (random.NextDouble() < 0.05 ? Between(random, 2, 8) * rate : 0);
        }

        return t => minutes[(int)(t + WindowStart) / 60];
    }

    private static int[] Draw(Random random, Func<double, double> rate)
    {
        int[] calls = new int[WindowStart + Window];
        for (int i = 0; i < calls.Length; i++)
        {
            calls[i] = Poisson(random, Fair * rate(i - WindowStart));
        }

        return calls;
    }

    // Knuth's method: the means here are below 40.
    private static int Poisson(Random random, double mean)
    {
        double least = Math.Exp(-mean);
        int count = 0;
        for (double product = random.NextDouble(); product > least; product *= random.NextDouble())
        {
            count++;
        }

        return count;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Between(Random random, double low, double high) => low + (random.NextDouble() * (high - low));

    private static double Phase(double t, double period) => t - (Math.Floor(t / period) * period);
}
