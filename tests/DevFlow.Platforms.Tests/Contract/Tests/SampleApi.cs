namespace DevFlow.Platforms.Tests.Contract;

/// <summary>A small description to try the machinery on.</summary>
internal static class SampleApi
{
    private const string Json =
        """
        {"openapi":"3.0.3","servers":[{"url":"https://api.example.com/v1"}],"paths":{
          "/things":{
            "get":{"operationId":"list","parameters":[{"name":"state","in":"query","schema":{"type":"string","enum":["open","closed"]}}],
              "responses":{"200":{"content":{"application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/thing"}}}}},
                           "401":{"description":"no token"}}},
            "post":{"operationId":"create","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/input"}}}},
              "responses":{"201":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/thing"}}}},
                           "400":{},"401":{},"422":{}}}},
          "/things/{thing_id}":{
            "delete":{"operationId":"delete","parameters":[{"name":"thing_id","in":"path","required":true,"schema":{"type":"integer"}}],
              "responses":{"204":{},"401":{},"404":{}}}}},
         "components":{"schemas":{
           "input":{"type":"object","required":["title"],"properties":{"title":{"type":"string"},"state":{"type":"string","enum":["open","closed"]},
                    "owner":{"type":"integer"},"flag":{"type":"boolean"}}},
           "thing":{"type":"object","required":["id","state"],"properties":{"id":{"type":"integer"},"state":{"type":"string","enum":["open","closed"]}}}}}}
        """;

    public static ApiDescription Description { get; } = ApiDescription.Parse(Json);

    public static ApiOperation List => Description.Find("GET", "/v1/things")!;

    public static ApiOperation Create => Description.Find("POST", "/v1/things")!;

    public static ApiOperation Delete => Description.Find("DELETE", "/v1/things/{id}")!;
}
