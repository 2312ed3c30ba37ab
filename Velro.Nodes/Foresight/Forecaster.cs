namespace Velro.Nodes.Foresight;

/// <summary>
/// Looks ahead at one quantity, by what it was in the last half hour, two hours and six hours. What rises within minutes is seen in the first,
/// what takes a day in the last. Not thread-safe; time is what its caller says.
/// </summary>
public sealed class Forecaster
{
    /// <summary>The time between two values.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How many looks in a row must see it before it is told, and none before it is over.</summary>
    private const int Patience = 4;

    private readonly Window[] _windows = [new(60, every: 1), new(60, every: 4), new(72, every: 10)];
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

        foreach (var window in _windows) window.Add(seconds, share);
        Exhaustion = _windows.Min(static window => window.Look());
        (_seen, _notSeen) = Exhaustion is null ? (0, _notSeen + 1) : (_seen + 1, 0);
        if (IsWarning)
        {
            if (_notSeen >= Patience) IsWarning = false;
            return false;
        }

        IsWarning = _seen >= Patience;
        return IsWarning;
    }

    /// <summary>The last points of a pace; each is the median of so many values, so that one moment of something else is none.</summary>
    private sealed class Window(int size, int every)
    {
        private readonly List<double> _seconds = [];
        private readonly List<double> _values = [];
        private readonly List<double> _group = [];
        private TimeSpan? _last;
        private bool _isNew;

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

        /// <summary>Only a full window is looked at: a process that has just begun has all the trends there are.</summary>
        public TimeSpan? Look()
        {
            if (!_isNew || _values.Count < size) return _last;
            _isNew = false;
            return _last = Outlook.ExhaustionOf(_seconds.ToArray(), _values.ToArray(), limit: 1);
        }
    }
}
