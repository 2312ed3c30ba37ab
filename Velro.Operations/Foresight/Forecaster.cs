namespace Velro.Operations.Foresight;

/// <summary>
/// Looks ahead at one quantity, by what it was in the last half hour, and in the last six hours. What rises within minutes is seen in the one,
/// what takes a day in the other. Not thread-safe; time is what its caller says.
/// </summary>
public sealed class Forecaster
{
    /// <summary>The time between two values.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How many looks in a row must see it before it is told, and none before it is over.</summary>
    private const int Patience = 3;

    private readonly Window _short = new(60, every: 1);
    private readonly Window _long = new(72, every: 10);
    private int _seen;
    private int _notSeen;

    /// <summary>The time until the limit; null: no trend, or too little is known.</summary>
    public TimeSpan? Exhaustion { get; private set; }

    /// <summary>Whether it warns at present.</summary>
    public bool IsWarning { get; private set; }

    /// <summary>Takes the next value.</summary>
    /// <param name="seconds">When it is of; later than the one before.</param>
    /// <param name="share">It, as a share of its limit: 1 must not be reached. What is no number is not looked at.</param>
    /// <returns>Whether it begins to warn.</returns>
    public bool Take(double seconds, double share)
    {
        if (!double.IsFinite(share)) return false;

        _short.Add(seconds, share);
        _long.Add(seconds, share);
        Exhaustion = Shorter(_short.Look(), _long.Look());
        (_seen, _notSeen) = Exhaustion is null ? (0, _notSeen + 1) : (_seen + 1, 0);
        if (IsWarning)
        {
            if (_notSeen >= Patience) IsWarning = false;
            return false;
        }

        IsWarning = _seen >= Patience;
        return IsWarning;
    }

    private static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) =>
        one is { } first && other is { } second ? (first < second ? first : second) : one ?? other;

    /// <summary>The last points of a pace; each is the median of so many values, so that one moment of something else is none.</summary>
    private sealed class Window(int size, int every)
    {
        private readonly List<double> _seconds = [];
        private readonly List<double> _values = [];
        private readonly List<double> _group = [];
        private TimeSpan? _last;

        public void Add(double seconds, double value)
        {
            _group.Add(value);
            if (_group.Count < every) return;

            _group.Sort();
            if (_values.Count == size)
            {
                _seconds.RemoveAt(0);
                _values.RemoveAt(0);
            }

            _seconds.Add(seconds);
            _values.Add(_group[_group.Count / 2]);
            _group.Clear();
            _isNew = true;
        }

        private bool _isNew;

        /// <summary>Only a full window is looked at: a process that has just begun has all the trends there are.</summary>
        public TimeSpan? Look()
        {
            if (!_isNew || _values.Count < size) return _last;
            _isNew = false;
            return _last = Outlook.ExhaustionOf(_seconds.ToArray(), _values.ToArray(), limit: 1);
        }
    }
}
