namespace Aspire.Hosting.ApplicationModel;

/// <summary>The address of an endpoint, which readers may ask for before there is one and which a restart may change.</summary>
internal sealed class EndpointAllocation
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<AllocatedEndpoint> _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AllocatedEndpoint? Current
    {
        get
        {
            lock (_gate) return _allocated.Task.IsCompletedSuccessfully ? _allocated.Task.Result : null;
        }
        set
        {
            lock (_gate)
            {
                if (_allocated.Task.IsCompleted) _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);
                if (value is not null) _allocated.SetResult(value);
            }
        }
    }

    public Task<AllocatedEndpoint> WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _allocated.Task.WaitAsync(cancellationToken);
    }
}
