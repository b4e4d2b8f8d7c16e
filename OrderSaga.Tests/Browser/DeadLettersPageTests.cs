using Microsoft.Playwright;
using OrderSaga.Contracts;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using static Microsoft.Playwright.Assertions;

namespace OrderSaga.Tests.Browser;

public sealed class DeadLettersPageTests(SagaApplication application, Chromium chromium) : BrowserTest(application, chromium)
{
    [Fact]
    public async Task Garbage_Parked_IsListedReplayedAndDeletedOnlyWhenConfirmed()
    {
        await using var broker = await Broker.ConnectAsync(Application);
        await broker.PurgeAsync(Routes.DeadLetterQueue(Routes.PaymentService));
        var page = await OpenAsync("dead-letters");
        var letters = page.Part(Routes.PaymentService);
        await Expect(letters).ToContainTextAsync("None.");

        await broker.PublishGarbageAsync(Routes.PaymentService, "NO_SUCH_EVENT", "hello"u8.ToArray());
        var letter = letters.GetByRole(AriaRole.Listitem);
        await Expect(letter).ToContainTextAsync("NO_SUCH_EVENT");
        await letter.GetByText("Body, headers and stack").ClickAsync();
        await Expect(letter.GetByLabel("Body", new() { Exact = true })).ToHaveTextAsync("hello");

        await letters.GetByRole(AriaRole.Button, new() { Name = "Replay all" }).ClickAsync();
        await Expect(letters).ToContainTextAsync("1 sent to payment-service again.");
        await Expect(letter).ToContainTextAsync("NO_SUCH_EVENT");

        await letters.GetByRole(AriaRole.Button, new() { NameString = "Delete all" }).ClickAsync();
        await letters.GetByRole(AriaRole.Button, new() { Name = "Keep them" }).ClickAsync();
        await Expect(letters.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);
        Assert.Equal(1u, await broker.CountAsync(Routes.DeadLetterQueue(Routes.PaymentService)));

        await letters.GetByRole(AriaRole.Button, new() { NameString = "Delete all" }).ClickAsync();
        await letters.GetByRole(AriaRole.Button, new() { Name = "Yes, delete them" }).ClickAsync();
        await Expect(letters).ToContainTextAsync("1 deleted.");
        await Expect(letters).ToContainTextAsync("None.");
    }
}
