using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary><c>/chaos</c> of a service.</summary>
internal static class ChaosEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/chaos").WithTags("Chaos");
        group.MapGet("/", Get).WithName("GetChaos").WithSummary("What is broken on purpose in this service.");
        group.MapPut("/consumer", PauseAsync)
            .WithName("PauseConsumer")
            .WithSummary("Stops taking messages, which then wait in the queue, or takes them again.")
            .WithDescription("What was handed out before is still handled. A pause outlasts a broken connection, but not the process.");
        group.MapPut("/handler", DisturbHandler)
            .WithName("DisturbHandler")
            .WithSummary("Makes a share of messages fail, and all of them slow.")
            .WithDescription("A message that fails goes the way of every message that cannot be handled, and ends in the dead letters.");
        group.MapPut("/relay", DisturbRelay)
            .WithName("DisturbRelay")
            .WithSummary("Loses the next messages that this service sends, or sends them twice.");
        group.MapPost("/crash", Crash)
            .WithName("Crash")
            .WithSummary("Kills the process at once, as a power cut would.")
            .WithDescription("The connection breaks before there is an answer: that is the success.");
    }

    private static Ok<ChaosView> Get(ServiceChaos chaos) => TypedResults.Ok(chaos.View);

    private static async Task<Results<Ok<ChaosView>, ValidationProblem>> PauseAsync(PauseRequest? request, ServiceChaos chaos)
    {
        if (ChaosRules.Check(request) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        await chaos.PauseAsync(request!.Paused!.Value);
        return TypedResults.Ok(chaos.View);
    }

    private static Results<Ok<ChaosView>, ValidationProblem> DisturbHandler(DisturbHandlerRequest? request, ServiceChaos chaos)
    {
        if (ChaosRules.Check(request) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        chaos.DisturbHandler(request!.FailRate!.Value, request.DelayMs!.Value);
        return TypedResults.Ok(chaos.View);
    }

    private static Results<Ok<ChaosView>, ValidationProblem> DisturbRelay(DisturbRelayRequest? request, ServiceChaos chaos)
    {
        if (ChaosRules.Check(request) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        chaos.DisturbRelay(request!.DropNext!.Value, request.DuplicateNext!.Value);
        return TypedResults.Ok(chaos.View);
    }

    private static void Crash(ServiceChaos chaos) => chaos.Crash();
}
