/** What Twilio's runtime puts into every function's scope. */
declare const Runtime: { getFunctions(): Record<string, { path: string }> };
declare const Twilio: {
  Response: new () => {
    setStatusCode(status: number): void;
    appendHeader(name: string, value: string): void;
    setBody(body: object): void;
  };
};
