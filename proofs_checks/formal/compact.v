(* Compactness: a bounded sequence of points has a convergent subsequence, and in the neighbourhood N of one
   box a sequence whose residual of stationarity tends to zero comes close to the stationary points. *)
From Coq Require Import Reals Lra Psatz List Arith Lia ClassicalChoice FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums smooth sequences basins lemma_1 minimiser drift arrival theorem_4.
Open Scope R_scope.

Lemma subsequence n B (x : nat -> nat -> R) : (forall k, within n B (x k)) ->
  exists (s : nat -> nat) (y : nat -> R), (forall k, (k <= s k)%nat) /\
    forall i, (i < n)%nat -> is_lim_seq (fun k => x (s k) i) (y i).
Proof.
  induction n as [|n IH]; intros H.
  - exists (fun k => k), (fun _ => 0). split; [auto | intros; lia].
  - destruct IH as (s & y & S & L); [intros k i Hi; apply H; lia|].
    destruct (Bolzano_Weierstrass (fun k => x (s k) n) (fun c => - B <= c <= B)) as [z Z].
    { apply compact_P3. }
    { intros k. apply Rabs_le_between, H. lia. }
    destruct (choice (fun k p => (k <= p)%nat /\ Rabs (x (s p) n - z) < / (INR k + 1))) as [t T].
    { intros k. assert (P : 0 < / (INR k + 1)) by (apply Rinv_0_lt_compat; assert (A := pos_INR k); lra).
      destruct (Z (disc z (mkposreal _ P)) k) as (p & P1 & P2).
      - exists (mkposreal _ P). intros u Hu. exact Hu.
      - exists p. split; [exact P1 | exact P2]. }
    exists (fun k => s (t k)), (fun i => if Nat.eq_dec i n then z else y i). split.
    + intros k. destruct (T k) as [T1 _]. specialize (S (t k)). lia.
    + intros i Hi. destruct Nat.eq_dec as [->|N].
      * apply is_lim_seq_spec. intros [e He]. destruct (lim_zero_below _ lim_inv e He) as [K HK].
        exists K. intros k Hk. simpl. destruct (T k) as [_ T2]. specialize (HK k Hk).
        apply Rabs_def2 in HK. lra.
      * apply is_lim_seq_spec. intros [e He]. assert (Li := L i ltac:(lia)). apply is_lim_seq_spec in Li.
        destruct (Li (mkposreal e He)) as [K HK]. exists K. intros k Hk. simpl. apply HK.
        destruct (T k) as [T1 _]. lia.
Qed.

Section Near.
Variables (n : nat) (levels : nat -> list R) (level : nat -> nat) (eps alpha clip mu delta : R) (kind : nat).
Hypothesis Hq : forall i, (i < n)%nat -> separated (levels i) eps kind mu /\ (level i < length (levels i))%nat.
Hypothesis Halpha : 0 < alpha.
Hypothesis Hclip : 0 < clip.
Hypothesis Heps : 0 < eps.
Hypothesis HD : 0 < delta /\ 3 * delta <= 2 * mu /\ 2 * alpha * delta <= clip.
Variables (m : R) (g : (nat -> R) -> nat -> R).
Hypothesis M0 : 0 < m.
Notation inN := (inN n levels level eps delta kind).
Notation L := (low_end levels level eps kind).
Notation H := (high_end levels level eps kind).
Hypothesis HLip : forall x y, inN x -> inN y -> norm2 n (fun i => g x i - g y i) <= m ^ 2 * norm2 n (fun i => x i - y i).

Lemma close_to_stationary (x : nat -> nat -> R) : (forall k, inN (x k)) ->
  is_lim_seq (fun k => norm2 n (residual m L H g (x k))) 0 ->
  forall eta, 0 < eta -> exists K, forall k, (K <= k)%nat -> exists y, stationary n L H g y /\ norm2 n (fun i => x k i - y i) < eta.
Proof.
  intros XN LimRes. set (res := fun k => norm2 n (residual m L H g (x k))) in *.
  assert (Box : forall i, (i < n)%nat -> L i < H i).
  { intros i Hi. eapply box_order with (n := n) (mu := mu); eauto. }
  assert (Box' : forall i, (i < n)%nat -> L i <= H i) by (intros i Hi; apply Rlt_le, Box, Hi).
  destruct (N_within n levels level eps delta kind (proj1 HD)) as (Y & Y0 & HY).
  assert (XY : forall k, within n Y (x k)) by (intros k; apply HY, XN).
  intros eta He. apply Classical_Prop.NNPP. intros No.
  assert (Far : forall k, exists p, (k <= p)%nat /\ forall y, stationary n L H g y -> eta <= norm2 n (fun i => x p i - y i)).
  { intros k. apply Classical_Prop.NNPP. intros N. apply No. exists k. intros p Hp.
    apply Classical_Prop.NNPP. intros N'. apply N. exists p. split; [exact Hp|]. intros y Hy.
    apply Rnot_lt_le. intros Lt. apply N'. exists y. split; [exact Hy | exact Lt]. }
  apply choice in Far. destruct Far as [f Hf].
  destruct (subsequence n Y (fun k => x (f k)) ltac:(intros k; apply XY)) as (s & y & Hs & Hy).
  set (u := fun k => x (f (s k))).
  assert (Back : forall (q : nat -> R) (z : R), is_lim_seq q z -> is_lim_seq (fun k => q (f (s k))) z).
  { intros q z Hz. apply is_lim_seq_spec. intros ep. apply is_lim_seq_spec in Hz. destruct (Hz ep) as [N HN].
    exists N. intros k Hk. apply HN. specialize (Hs k). destruct (Hf (s k)) as [F _]. lia. }
  assert (Ny : inN y).
  { intros i Hi. apply le_epsilon. intros ep Hep. assert (Li := Hy i Hi). apply is_lim_seq_spec in Li.
    destruct (Li (mkposreal ep Hep)) as [N HN]. specialize (HN N (Nat.le_refl N)). simpl in HN. apply Rabs_def2 in HN.
    assert (XD := XN (f (s N)) i Hi). unfold dist in XD |- *.
    assert (X1 := Rmax_l (minus (levels i) eps kind (level i) - x (f (s N)) i) (x (f (s N)) i - plus (levels i) eps kind (level i))).
    assert (X2 := Rmax_r (minus (levels i) eps kind (level i) - x (f (s N)) i) (x (f (s N)) i - plus (levels i) eps kind (level i))).
    assert (X3 := Rmax_r 0 (Rmax (minus (levels i) eps kind (level i) - x (f (s N)) i) (x (f (s N)) i - plus (levels i) eps kind (level i)))).
    assert (X4 := Rmax_l 0 (Rmax (minus (levels i) eps kind (level i) - x (f (s N)) i) (x (f (s N)) i - plus (levels i) eps kind (level i)))).
    repeat apply Rmax_lub; lra. }
  assert (LimY : is_lim_seq (fun k => norm2 n (fun i => u k i - y i)) 0).
  { replace 0 with (sum n (fun _ => 0)) by (rewrite sum_const; ring).
    apply is_lim_seq_ext with (fun k => sum n (fun i => (y i - u k i) ^ 2)); [intros k; unfold norm2; apply sum_ext; intros; ring|].
    apply (lim_sum n (fun k i => (y i - u k i) ^ 2)). intros i Hi. replace 0 with ((y i - y i) ^ 2) by ring.
    apply lim_sq, Hy, Hi. }
  assert (LimYr : is_lim_seq (fun k => sqrt (norm2 n (fun i => u k i - y i))) 0).
  { rewrite <- sqrt_0. apply (is_lim_seq_continuous sqrt _ 0); [apply continuity_pt_sqrt; lra | exact LimY]. }
  assert (LimRr : is_lim_seq (fun k => sqrt (res (f (s k)))) 0).
  { rewrite <- sqrt_0. apply (is_lim_seq_continuous sqrt _ 0); [apply continuity_pt_sqrt; lra | apply Back, LimRes]. }
  assert (Zero : forall i, (i < n)%nat -> residual m L H g y i = 0).
  { intros i Hi. assert (Bound : forall k, Rabs (residual m L H g y i) <=
      sqrt (res (f (s k))) + 3 * sqrt (norm2 n (fun i => u k i - y i))).
    { intros k. set (r := sqrt (norm2 n (fun i => u k i - y i))).
      assert (r0 : 0 <= r) by apply sqrt_pos. assert (r2 : r ^ 2 = norm2 n (fun i => u k i - y i)) by apply pow2_sqrt, norm2_pos.
      assert (A1 : Rabs (residual m L H g (u k) i) <= sqrt (res (f (s k)))).
      { rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt. unfold Rsqr.
        assert (C := coord_le n (residual m L H g (u k)) i Hi). unfold res. fold (u k). lra. }
      assert (A2 : Rabs (u k i - y i) <= r).
      { rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt. unfold Rsqr.
        assert (C := coord_le n (fun i => u k i - y i) i Hi). cbv beta in C. lra. }
      assert (A3 : Rabs (g (u k) i - g y i) <= m * r).
      { rewrite <- (Rabs_pos_eq (m * r)) by (apply Rmult_le_pos; lra). apply Rsqr_le_abs_0. unfold Rsqr.
        assert (C := coord_le n (fun i => g (u k) i - g y i) i Hi). cbv beta in C.
        assert (X := HLip (u k) y (XN (f (s k))) Ny). rewrite <- r2 in X. lra. }
      assert (A4 := clamp_lipschitz (L i) (H i) (u k i - g (u k) i / (2 * m)) (y i - g y i / (2 * m)) (Box' i Hi)).
      assert (A5 : Rabs (u k i - g (u k) i / (2 * m) - (y i - g y i / (2 * m))) <= r + r).
      { replace (u k i - g (u k) i / (2 * m) - (y i - g y i / (2 * m))) with
          ((u k i - y i) + - ((g (u k) i - g y i) * / (2 * m))) by (field; lra).
        eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat; [exact A2|].
        rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq (/ (2 * m))) by (apply Rlt_le, Rinv_0_lt_compat; lra).
        apply Rle_trans with (m * r * / (2 * m)); [apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra | exact A3]|].
        replace (m * r * / (2 * m)) with (r / 2) by (field; lra). lra. }
      set (cu := clamp (L i) (H i) (u k i - g (u k) i / (2 * m))) in *.
      set (cy := clamp (L i) (H i) (y i - g y i / (2 * m))) in *.
      assert (E1 : residual m L H g y i = residual m L H g (u k) i - (u k i - y i) + (cu - cy))
        by (unfold residual; fold cu cy; ring).
      rewrite E1. unfold Rminus at 1. eapply Rle_trans; [apply Rabs_triang|].
      assert (A6 := Rabs_triang (residual m L H g (u k) i) (- (u k i - y i))). rewrite Rabs_Ropp in A6. lra. }
    assert (Le0 : Rabs (residual m L H g y i) <= 0).
    { apply (is_lim_seq_le (fun _ => Rabs (residual m L H g y i))
        (fun k => sqrt (res (f (s k))) + 3 * sqrt (norm2 n (fun i => u k i - y i))) (Rabs (residual m L H g y i)) 0).
      - exact Bound.
      - apply is_lim_seq_const.
      - replace (Finite 0) with (Finite (0 + 3 * 0)) by (f_equal; ring).
        apply is_lim_seq_plus'; [exact LimRr | apply (is_lim_seq_scal_l _ 3 0), LimYr]. }
    assert (Pz := Rabs_pos (residual m L H g y i)). destruct (Req_dec (residual m L H g y i) 0) as [Z|Z]; [exact Z|].
    apply Rabs_pos_lt in Z. lra. }
  assert (St : stationary n L H g y) by (apply residual_zero with (M := m); auto).
  destruct (lim_zero_below _ LimY eta He) as [N HN]. specialize (HN N (Nat.le_refl N)).
  destruct (Hf (s N)) as [_ Q]. specialize (Q y St). apply Rabs_def2 in HN. unfold u in HN. lra.
Qed.

(* away from the stationary points S^2 + d^2 has a positive least value on N *)
Variables (l : (nat -> R) -> R) (hat : (nat -> R) -> nat -> R).
Hypothesis Hgrad : forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (g (at_ x h t)) h).
Hypothesis Hhat : minimises n m L H l hat.

Theorem far_from_stationary eta : 0 < eta -> exists c, 0 < c /\ forall x, inN x ->
  (forall y, stationary n L H g y -> eta <= norm2 n (fun i => x i - y i)) -> c <= S2 n L H hat x + d2 n L H x.
Proof.
  intros He. apply Classical_Prop.NNPP. intros No.
  assert (Bad : forall k : nat, exists x, inN x /\ (forall y, stationary n L H g y -> eta <= norm2 n (fun i => x i - y i)) /\
    S2 n L H hat x + d2 n L H x < / (INR k + 1)).
  { intros k. apply Classical_Prop.NNPP. intros N. apply No. exists (/ (INR k + 1)).
    split; [apply Rinv_0_lt_compat; assert (B := pos_INR k); lra|]. intros x Nx F. apply Rnot_lt_le. intros Lt.
    apply N. exists x. auto. }
  apply choice in Bad. destruct Bad as [x Hx].
  assert (Box' : forall i, (i < n)%nat -> L i <= H i).
  { intros i Hi. apply Rlt_le. eapply box_order with (n := n) (mu := mu); eauto. }
  assert (CN : forall y, inC n L H y -> inN y).
  { intros y Hy. eapply C_in_N with (alpha := alpha) (clip := clip) (mu := mu); eauto. }
  assert (XN : forall k, inN (x k)) by (intros k; apply Hx).
  destruct (close_to_stationary x XN) with (eta := eta) as [K HK]; [|exact He|].
  - apply lim_zero_dominated with (v := fun k => 9 / 2 * / (INR k + 1)) (K := O).
    + replace (Finite 0) with (Finite (9 / 2 * 0)) by (f_equal; ring). apply (is_lim_seq_scal_l _ (9 / 2) (Finite 0)), lim_inv.
    + intros k _. rewrite Rabs_pos_eq by apply norm2_pos.
      eapply Rle_trans; [apply (residual_le n m L H l g M0 Box') with (hat := hat)|].
      * intros y y' Hy Hy'. apply (descent_N n levels level eps delta kind m l g M0 Hgrad HLip); auto.
      * exact Hhat.
      * apply HLip; [apply XN | apply CN, Hhat].
      * destruct (Hx k) as (_ & _ & B). lra.
  - destruct (HK K (Nat.le_refl K)) as (y & St & Lt). destruct (Hx K) as (_ & F & _). specialize (F y St). lra.
Qed.
End Near.
