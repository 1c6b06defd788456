-- The structure of a draft follows the text; it is there for a status line, by :CandorStructure, and as a code lens if it is wanted.
return {
  init = function(t)
    require('candor').setup({ code_lens = true })
    vim.cmd('autocmd User CandorStructure lua StructureEvents = (StructureEvents or 0) + 1')
    vim.o.statusline = "%{v:lua.require'candor'.status()}"
    t.status = function()
      return require('candor').status()
    end
  end,
  run = function(t)
    t.eq(t.status(), '', 'the structure of no draft')
    vim.cmd('CandorStructure')
    t.ok(t.was_told('nothing is known of the structure of this buffer'), 'a message says so')

    local bufnr = t.open(t.project('p', { ['a.md'] = 'I failed Step 1. I carve spoons now.\n' }) .. '/a.md')
    t.wait(function()
      return t.status():find('8 words', 1, true), t.status()
    end, 'the structure names eight words')
    t.ok(StructureEvents > 0, 'an event tells of it')
    vim.api.nvim_buf_set_lines(bufnr, -1, -1, false, { 'And more.' })
    t.wait(function()
      return t.status():find('10 words', 1, true), t.status()
    end, 'the structure names ten words')

    t.wait(function()
      local lens = vim.lsp.codelens.get(bufnr)[1]
      local title = lens and lens.command and lens.command.title
      return title and title:find('10 words', 1, true), vim.inspect(lens)
    end, 'the code lens names ten words')
    t.eq(vim.lsp.codelens.get(bufnr)[1].range.start.line, 0, 'the line of the lens')

    require('candor').setup({ code_lens = true, settings = { candor = { structureLens = false } } })
    t.wait(function()
      local answer =
        t.ask(bufnr, 'textDocument/codeLens', { textDocument = vim.lsp.util.make_text_document_params(bufnr) })
      return #answer == 0
    end, 'the setting takes the code lens away')

    vim.cmd('CandorStructure')
    local page = t.page()
    t.contains(page, 'problem')
    t.type('q')
    t.eq(t.page(), nil, 'the page is closed')
  end,
}
