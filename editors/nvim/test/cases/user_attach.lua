-- The user's on_attach and capabilities are used, on every version.
return {
  init = function(t)
    t.attached_to = {}
    require('candor').setup({
      capabilities = { textDocument = { completion = { completionItem = { snippetSupport = true } } } },
      on_attach = function(client, bufnr)
        table.insert(t.attached_to, { client.name, bufnr })
      end,
    })
  end,
  run = function(t)
    local bufnr = t.open(t.project('p', { ['a.md'] = 'I carve spoons.\n' }) .. '/a.md')
    local client = t.attached(bufnr)
    t.wait(function()
      return #t.attached_to > 0
    end, 'on_attach is called')
    t.eq(t.attached_to, { { 'candor', bufnr } }, 'calls of on_attach')
    local capabilities = client.config.capabilities
    t.eq(capabilities.textDocument.completion.completionItem.snippetSupport, true, 'snippets')
    t.eq(capabilities.window.showDocument.support, false, 'the page is shown by the plugin')
    t.ok(capabilities.textDocument.hover, 'the other capabilities')
  end,
}
