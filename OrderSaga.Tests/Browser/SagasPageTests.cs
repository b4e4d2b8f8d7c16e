using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Tracing;
using static Microsoft.Playwright.Assertions;

namespace OrderSaga.Tests.Browser;

public sealed partial class SagasPageTests(SagaApplication application, Chromium chromium) : BrowserTest(application, chromium)
{
    [Fact]
    public async Task Preset_Confirmed_IsSeenToBeConfirmedWithoutReload()
    {
        var page = await OpenAsync("");
        await page.MarkAsync();

        await page.Button("Confirmed").ClickAsync();

        await Expect(page.RowOf(await page.PlacedAsync())).ToContainTextAsync("CONFIRMED");
        await page.AssertNotReloadedAsync();
    }

    [Fact]
    public async Task Preset_Confirmed_ItsTraceBeginsWithThePagesRequestAndNotWithTheClick()
    {
        var shop = new Shop(Application);
        var page = await OpenAsync("");
        await page.Button("Confirmed").ClickAsync();
        var order = await shop.SettledAsync(await page.PlacedAsync());

        const string Expected =
            """
            web: POST
              order-service: POST /orders/
                order-service: place orders
                order-service: publish ORDER_CREATED
                  inventory-service: process ORDER_CREATED
                    inventory-service: publish INVENTORY_RESERVED
                      order-service: process INVENTORY_RESERVED
                      payment-service: process INVENTORY_RESERVED
                        payment-service: publish PAYMENT_SUCCESS
                          order-service: process PAYMENT_SUCCESS
            """;
        Assert.Equal(Expected, (await TraceWatch.OfAsync(Application, order, trace => trace.Tree == Expected)).Tree);
    }

    [Theory]
    [InlineData("Payment declined", "insufficient funds")]
    [InlineData("Out of stock", "out of stock")]
    public async Task Preset_BoundToFail_IsCancelledWithItsReason(string preset, string reason)
    {
        var page = await OpenAsync("");

        await page.Button(preset).ClickAsync();

        var row = page.RowOf(await page.PlacedAsync());
        await Expect(row).ToContainTextAsync("CANCELLED");
        await Expect(row).ToContainTextAsync(reason);
    }

    [Fact]
    public async Task Burst_OrdersOfTheForm_ShowsItsProgressAndLeadsToThem()
    {
        var shop = new Shop(Application);
        var (user, item) = (await shop.AddAccountAsync(1000m), await shop.AddItemAsync(1000));
        var page = await OpenAsync("");
        var form = page.Part("Place an order");
        await Expect(form.GetByLabel("User")).Not.ToHaveValueAsync("");
        await form.GetByLabel("User").FillAsync(user);
        await form.GetByLabel("Item").FillAsync(item);
        await page.GetByText("Place many").ClickAsync();
        await page.GetByLabel("Orders", new() { Exact = true }).FillAsync("30");
        await page.GetByLabel("Which").SelectOptionAsync("The order in the form");

        await page.Button("Start").ClickAsync();

        await Expect(page.GetByText(Progress())).ToBeVisibleAsync();
        await Expect(page.GetByText("30 of 30 accepted.")).ToBeVisibleAsync();
        await page.GotoAsync($"?status=CONFIRMED&user={user}");
        await Expect(page.Orders().Filter(new() { HasText = item })).ToHaveCountAsync(30);

        // One click is no reason for one trace.
        var burst = await Application.Orders.GetFromJsonAsync<OrderPage>($"/orders?userId={user}&limit=50", TestContext.Current.CancellationToken);
        Assert.Equal(30, burst!.Items.Select(order => order.TraceId).Distinct().Count());
    }

    [Fact]
    public async Task Filter_Chosen_StandsInTheAddressForOthersToOpen()
    {
        var shop = new Shop(Application);
        var (user, item) = (await shop.AddAccountAsync(5m), await shop.AddItemAsync(10));
        var (confirmed, declined) = (await shop.PlaceAsync(user, item, price: 5m), await shop.PlaceAsync(user, item, price: 5m));
        await shop.AllSettledAsync();
        var cancelled = (await shop.GetAsync(confirmed.Id)).Status == "CANCELLED" ? confirmed : declined;
        var page = await OpenAsync("");

        var filters = page.GetByRole(AriaRole.Search);
        await filters.GetByLabel("Status").SelectOptionAsync("CANCELLED");
        await page.AtAsync("/?status=CANCELLED");
        await filters.GetByLabel("User").FillAsync(user);
        await filters.GetByLabel("User").BlurAsync();
        await page.AtAsync($"/?status=CANCELLED&user={user}");

        foreach (var view in new[] { page, await OpenAsync(new Uri(page.Url).PathAndQuery) })
        {
            await Expect(view.Orders()).ToHaveCountAsync(1);
            await Expect(view.RowOf(cancelled.Id)).ToContainTextAsync("CANCELLED");
        }
    }

    [Fact]
    public async Task Filter_TypedWhileTheListIsNarrowed_IsNotTakenAway()
    {
        var page = await OpenAsync("");
        var filters = page.GetByRole(AriaRole.Search);

        await filters.GetByLabel("User").PressSequentiallyAsync("typed");
        await page.EvaluateAsync("""
            () => {
                const select = document.querySelector('.filters select');
                select.value = 'CANCELLED';
                select.dispatchEvent(new Event('change', { bubbles: true }));
            }
            """);

        await page.AtAsync("/?status=CANCELLED");
        await Expect(filters.GetByRole(AriaRole.Link)).ToHaveTextAsync("Clear");
        await Expect(filters.GetByLabel("User")).ToHaveValueAsync("typed");
        await filters.GetByLabel("User").PressAsync("Tab");
        await page.AtAsync("/?status=CANCELLED&user=typed");
        await filters.GetByRole(AriaRole.Link).ClickAsync();
        await page.AtAsync("/");
        await Expect(filters.GetByLabel("User")).ToHaveValueAsync("");
        await Expect(filters.GetByLabel("Status")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Search_OrderIdOrTraceId_FindsTheOrder()
    {
        var shop = new Shop(Application);
        var order = await shop.PlaceAsync(await shop.AddAccountAsync(10m), await shop.AddItemAsync(10));
        var trace = (await shop.SettledAsync(order.Id)).TraceId!;
        var page = await OpenAsync("");
        var search = page.GetByLabel("Order or trace id");

        await search.FillAsync(trace);
        await search.PressAsync("Enter");
        await page.AtAsync("/?q=" + trace);
        await Expect(page.Orders()).ToHaveCountAsync(1);
        await Expect(page.RowOf(order.Id)).ToBeVisibleAsync();

        await search.FillAsync(order.Id.ToString());
        await search.PressAsync("Enter");
        await page.AtAsync($"/sagas/{order.Id}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(order.Id.ToString());
    }

    [GeneratedRegex(@"^\d+ of 30 accepted …$")]
    private static partial Regex Progress();
}
