using System.Diagnostics;

namespace OrderSaga.Order.Placement;

/// <summary>A request whose client waits. Its continuation must not run on the loop.</summary>
internal sealed class WaitingPlacement(PlacementRequest request, CancellationToken abandoned)
{
    private readonly TaskCompletionSource<PlacementResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PlacementRequest Request { get; } = request;

    /// <summary>The request's own span; null when nobody listens to spans.</summary>
    public Activity? Span { get; } = Activity.Current;

    /// <summary>Whether its client has gone.</summary>
    public bool IsAbandoned => abandoned.IsCancellationRequested;

    public Task<PlacementResult> Result => completion.Task;

    public void Answer(PlacementResult result) => completion.TrySetResult(result);

    public void Fail(Exception exception) => completion.TrySetException(exception);
}
