using PromptGrid.Api.Hosting;

await ApiApplication.Build(args).RunAsync();
