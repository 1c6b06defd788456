-- :CandorLog opens the log that Neovim keeps.
return {
  run = function(t)
    local bufnr = t.open(t.project('p', { ['a.md'] = 'I carve spoons.\n' }) .. '/a.md')
    t.attached(bufnr)
    vim.cmd('CandorLog')
    t.eq(vim.api.nvim_buf_get_name(0), require('candor.compat').log_path(), 'the file')
    t.eq(#vim.api.nvim_list_tabpages(), 2, 'tab pages')
  end,
}
